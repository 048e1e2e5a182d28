"""Airflow from its installation to the first run and the first page."""

import json
import time
import urllib.error
import urllib.request

from scenarios.installing.documented import PATIENCE, Command, Documented, Walk
from scenarios.installing.steps import main

STANDALONE = Command("airflow standalone", answers="http://127.0.0.1:{port}/")
DAG = "example_bash_operator"
ENOUGH = 120  # seconds for a run that takes ten
PASSWORDS = "airflow/simple_auth_manager_passwords.json.generated"


def call(walk: Walk, method: str, path: str, body: object, token: str = "") -> dict:
    """Ask what the page asks, with the account that standalone made."""
    request = urllib.request.Request(
        f"http://127.0.0.1:{walk.port}{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json"},
    )
    if token:
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def enable(walk: Walk) -> None:
    """Log in and switch the DAG on, as soon as the page lists it."""
    password = json.loads((walk.folder / PASSWORDS).read_text())["admin"]
    account = {"username": "admin", "password": password}
    token = call(walk, "POST", "/auth/token", account)["access_token"]
    end = time.monotonic() + PATIENCE
    while True:
        try:
            call(walk, "GET", f"/api/v2/dags/{DAG}", None, token)
            break
        except urllib.error.HTTPError as error:
            if error.code != 404 or time.monotonic() > end:
                raise
            time.sleep(1)
    call(walk, "PATCH", f"/api/v2/dags/{DAG}", {"is_paused": False}, token)
    print("on the page:", DAG, "is switched on")


def succeeded(walk: Walk) -> bool:
    """Look at the list of the DAG's runs until one is a success."""
    end = time.monotonic() + ENOUGH
    while time.monotonic() < end:
        answer = walk.ask(f"airflow dags list-runs {DAG} --output json")
        begin = answer.find("[{")  # what was logged meanwhile stands before it
        runs = json.JSONDecoder().raw_decode(answer, begin)[0] if begin >= 0 else []
        if any(run["state"] == "success" for run in runs):
            return True
        time.sleep(2)
    return False


def recorded(walk: Walk) -> bool:
    """The run is in the list of the DAG's runs and ends as a success.

    The scheduler ends now and then where it finds SQLite locked, and standalone
    goes on without it. What a user then does is to start standalone again; that
    is a failure and a command more.
    """
    if succeeded(walk):
        return True
    walk.start_again(STANDALONE, "no run comes to its end")
    return succeeded(walk)


main(
    "airflow",
    Documented(
        install="pip install apache-airflow",
        first_run=(
            STANDALONE,
            Command(
                f"airflow backfill create --dag-id {DAG} "
                "--from-date 2015-01-01 --to-date 2015-01-02",
                first=enable,
            ),
        ),
        first_page=(STANDALONE,),
        recorded=recorded,
    ),
)
