# SPDX-License-Identifier: GPL-3.0-or-later
"""The demo of ./dev run --demo: deploys a service by the API, tells each step, fetches its page, shows its log."""
import json
import os
import sys
import time
import urllib.request

URL = os.environ["URL"]
with open(os.environ["KEY_FILE"], encoding="ascii") as file:
    KEY = file.read().strip()


def call(method, path, body=None):
    request = urllib.request.Request(
        URL + path, method=method, data=None if body is None else json.dumps(body).encode(),
        headers={"Authorization": "Bearer " + KEY, "Content-Type": "application/json"})
    with urllib.request.urlopen(request, timeout=90) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def main():
    service = call("POST", "/services", {
        "name": "demo-site", "template": "static-site", "variables": {"TITLE": "Deployed by the demo"}})
    print(f"created service {service['name']} ({service['id']})")
    told = set()
    while True:
        operation = call("GET", f"/operations/{service['operation_id']}?wait=1")
        for step in operation["steps"]:
            state = (step["name"], step["status"])
            if step["status"] != "pending" and state not in told:
                told.add(state)
                print(f"  {step['name']:9} {step['status']:10} {step['message']}")
        if operation["finished_at"]:
            break
    if operation["status"] != "succeeded":
        sys.exit(f"the deployment {operation['status']}: {operation['error']}")

    service = call("GET", f"/services/{service['id']}")
    with urllib.request.urlopen(service["url"], timeout=10) as page:
        text = page.read().decode()
    title = text.split("<title>")[1].split("</title>")[0]
    print(f"{service['url']} answers {page.status}: {title}")

    for _ in range(50):  # the line of our own request arrives with the next batch
        lines = call("GET", f"/services/{service['id']}/logs?tail=10")["data"]
        if any("GET /" in line["text"] for line in lines):
            break
        time.sleep(0.1)
    print("its last log lines:")
    for line in lines:
        print(f"  {line['time']} {line['component']} {line['text']}")

    call("DELETE", f"/services/{service['id']}?purge=true")
    operation = call("GET", "/operations?per_page=1")["data"][0]
    operation = call("GET", f"/operations/{operation['id']}?wait=30")
    print(f"deleted; {operation['kind']} {operation['status']}")
    if operation["status"] != "succeeded":
        sys.exit("the deletion did not end well")


main()
