"""Answers in OpenAI's place: one fixed answer, in the form of its Responses API.

The study has no account there. With this the quick start can be rehearsed, and
what it shows of MLflow can be seen; it is no proof that the quick start runs.
"""

import json
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


class Responses(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        asked = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        text = {"type": "output_text", "text": "Good day!", "annotations": []}
        message = {"id": "msg_1", "type": "message", "role": "assistant"}
        answer = {
            "id": "resp_1",
            "object": "response",
            "created_at": 0,
            "status": "completed",
            "model": asked["model"],
            "output": [{**message, "status": "completed", "content": [text]}],
        }
        body = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


port = int(os.environ["REPORT_PORT_STAND_IN"])
ThreadingHTTPServer(("127.0.0.1", port), Responses).serve_forever()
