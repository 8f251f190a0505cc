#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks that every #include and every CMake LINKS goes down the layers, never up or sideways."""
import re
import sys
from pathlib import Path

# Layer: (its folder, its CMake target, the layers it builds on, headers it must not know). Longer folders win.
LAYERS = {
    "base": ("shared/base", "aap_base", [], r"shared/contract/.*"),
    "contract": ("shared/contract", "aap_contract", ["base"], r"QNetwork.*|QHttp.*|QSql.*|QWidget"),
    "replica": ("shared/replica", "aap_replica", ["contract"], r"QNetwork.*|QSql.*|QWidget"),
    "catalog": ("server/catalog", "aap_catalog", ["contract"], r"QNetwork.*|QHttp.*|QSql.*"),
    "store": ("server/store", "aap_store", ["contract"], r"QHttp.*|QWebSocket.*|QCoro.*|shared/base/task\.h"),
    "logs": ("server/logs", "aap_logs", ["contract"], r"QHttp.*|QWebSocket.*"),
    "outbound": ("server/outbound", "aap_outbound", ["contract"], r"QHttp.*|QNetwork.*|QSql.*"),
    "edge": ("server/edge", "aap_edge", ["outbound"], r"QHttp.*|QNetwork.*|QSql.*|QWebSocket.*"),
    "oidc": ("server/oidc", "aap_oidc", ["outbound"], r"QHttp.*|QNetwork.*|QSql.*|QWebSocket.*"),
    "source": ("server/source", "aap_source", ["contract"], r"QHttp.*|QNetwork.*|QSql.*"),
    "backup": ("server/backup", "aap_backup", ["contract"], r"QHttp.*|QNetwork.*|QSql.*"),
    "engine": ("server/engine", "aap_engine", ["catalog", "outbound", "shim"], r"QHttp.*|QSql.*|QWebSocket.*"),
    "shim": ("server/shim", "aiadminpanel-shim", [], r"Q.*|shared/.*"),
    "services": ("server/services", "aap_services", ["store", "logs", "engine", "edge", "oidc", "source", "backup", "replica"], r"Q(Abstract)?Http.*|QWebSocket.*|QSql.*"),
    "http": ("server/http", "aap_http", ["services"], r"QSql.*|server/engine/.*"),
    "server": ("server", None, ["http"], r"QWidget|QApplication|QGui.*"),
    "client": ("app/client", "aap_client", ["replica"], r"QWidget|QApplication"),
    "models": ("app/models", "aap_models", ["client"], r"QWidget|QApplication"),
    "ui": ("app/ui", "aap_ui", ["models"], r"QNetwork.*|QJson.*|QWebSocket.*|QSql.*"),
    "app": ("app", None, ["ui"], r"QJson.*|QSql.*"),
}
ROOT = Path(__file__).resolve().parents[2]
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)


def layer_of(path):
    best = None
    for name, (folder, *_) in LAYERS.items():
        if path.startswith(folder + "/") and (best is None or len(folder) > len(LAYERS[best][0])):
            best = name
    return best


def reach(name):
    """The layers it may include, itself among them."""
    found = {name}
    for below in LAYERS[name][2]:
        found |= reach(below)
    return found


def check_includes(problems):
    count = 0
    for source in sorted(ROOT.glob("shared/**/*")) + sorted(ROOT.glob("server/**/*")) + sorted(ROOT.glob("app/**/*")):
        if source.suffix not in (".h", ".cpp"):
            continue
        count += 1
        path = source.relative_to(ROOT).as_posix()
        layer = layer_of(path)
        if layer is None:
            problems.append(f"{path}: lies in no layer")
            continue
        for kind, target in INCLUDE.findall(source.read_text(encoding="utf-8")):
            if re.fullmatch(LAYERS[layer][3], target):
                problems.append(f"{path}: {layer} must not know <{target}>")
            if kind == '"':
                below = layer_of(target)
                if below is None:
                    problems.append(f'{path}: "{target}" must be written from the root of the repository')
                elif below not in reach(layer):
                    problems.append(f"{path}: {layer} must not include {below} ({target})")
    return count


def check_links(problems):
    by_target = {target: name for name, (_, target, *_) in LAYERS.items() if target}
    for file in sorted(ROOT.glob("s*/**/CMakeLists.txt")) + sorted(ROOT.glob("app/**/CMakeLists.txt")):
        text = re.sub(r"#.*", "", file.read_text(encoding="utf-8"))
        for target, body in re.findall(r"aap_library\(\s*(\S+)(.*?)\)", text, re.DOTALL):
            name = by_target.get(target) or layer_of(file.relative_to(ROOT).as_posix())
            links = body.split("LINKS", 1)[1].split() if "LINKS" in body else []
            for link in links:
                if link in by_target and by_target[link] not in reach(name):
                    problems.append(f"{file.relative_to(ROOT)}: {target} must not link {link}")


def main():
    problems = []
    count = check_includes(problems)
    check_links(problems)
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"    {count} files in {len(LAYERS)} layers, {len(problems)} problems", file=sys.stderr)
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
