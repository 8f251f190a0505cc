# SPDX-License-Identifier: GPL-3.0-or-later
"""Checks every source: licence line, layers (who may include whom) and length."""
import re
import subprocess
import sys

# A layer may include itself and what is listed; an arrow points one way only (ARCHITECTURE.md).
LAYERS = {
    "shared/base": [],
    "shared/contract": ["shared/base"],
    "shared/replica": ["shared/base", "shared/contract"],
    "server/catalog": ["shared/base", "shared/contract"],
    "server/store": ["shared/base", "shared/contract"],
    "server/logs": ["shared/base", "shared/contract"],
    "server/shim": [],
    "server/engine": ["shared/base", "shared/contract", "server/catalog", "server/shim"],
    "server/services": ["shared/base", "shared/contract", "shared/replica", "server/store", "server/logs",
                        "server/engine", "server/catalog"],
    "server/http": ["shared/base", "shared/contract", "server/services", "server/logs", "server/store"],
    "server": ["shared/base", "shared/contract", "shared/replica", "server/store", "server/logs", "server/engine",
               "server/catalog", "server/services", "server/http"],
    "app/client": ["shared/base", "shared/contract", "shared/replica"],
    "app/models": ["shared/base", "shared/contract", "shared/replica", "app/client"],
    "app/ui": ["shared/base", "shared/contract", "shared/replica", "app/client", "app/models"],
    "app": ["shared/base", "shared/contract", "app/client", "app/models", "app/ui"],
}
FORBIDDEN_NAMES = re.compile(r"\b(?:class|struct) \w*(?:Manager|Helper|Utils?|Handler|Impl)\b")
LONGEST = 470


def layer_of(path):
    fitting = [layer for layer in LAYERS if path.startswith(layer + "/")]
    return max(fitting, key=len) if fitting else None


def main():
    problems = []
    files = subprocess.run(["git", "ls-files", "*.cpp", "*.h", "*.py", "CMakeLists.txt", "*/CMakeLists.txt"],
                           check=True, capture_output=True, text=True).stdout.split()
    for path in files:
        with open(path, encoding="utf-8") as file:
            lines = file.read().splitlines()
        if not lines or "SPDX-License-Identifier: GPL-3.0-or-later" not in "".join(lines[:2]):
            problems.append(f"{path}: has no licence line")
        layer = layer_of(path)
        if path.endswith((".cpp", ".h")) and layer:
            if len(lines) > LONGEST:
                problems.append(f"{path}: has {len(lines)} lines; split it by noun or by direction")
            for number, line in enumerate(lines, 1):
                include = re.match(r'#include "((?:shared|server|app)/[^"]+)"', line)
                target = include and layer_of(include.group(1))
                if target and target != layer and target not in LAYERS[layer]:
                    problems.append(f"{path}:{number}: {layer} must not include {target}")
                if FORBIDDEN_NAMES.search(line):
                    problems.append(f"{path}:{number}: name a class after what it is")
    for problem in problems:
        print(problem, file=sys.stderr)
    print(f"{len(files)} files checked, {len(problems)} problems")
    return 1 if problems else 0


sys.exit(main())
