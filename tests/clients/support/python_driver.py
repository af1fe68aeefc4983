"""One KakaoCert client of PyPI in a process of its own.

The first line of the input is what the client is made with, every further one a list of
calls, made one after the other; each list is answered by a line with its outcomes. The
sockets of the process reach 127.0.0.1 and nothing else, whatever the client does.
"""

import datetime
import http.client
import json
import os
import re
import socket
import sys
import types

LOOPBACK = "127.0.0.1"
# Which names stand for a port of this machine: {"gateway.example:443": 40123}.
PORTS = json.loads(os.environ.get("CLIENT_HOSTS", "{}"))
GENUINE_CONNECTION = socket.create_connection


def confine(event, arguments):
    """An audit hook, which nothing can take off again."""
    if event == "socket.getaddrinfo":
        host = arguments[0]
    elif event == "socket.connect":
        host = arguments[1][0]
    else:
        return
    if host != LOOPBACK:
        raise ConnectionRefusedError("not from a test: {}".format(host))


def create_connection(address, *rest, **named):
    """Only the place changes: TLS still checks the certificate against the name."""
    port = PORTS.get("{}:{}".format(*address))
    return GENUINE_CONNECTION((LOOPBACK, port) if port else address, *rest, **named)


sys.addaudithook(confine)
socket.create_connection = create_connection

import kakaocert  # noqa: E402
import kakaocert.kakaocertService as module  # noqa: E402
import linkhub  # noqa: E402
import linkhub.linkhub  # noqa: E402

REQUESTS = {
    "requestESign": kakaocert.RequestESign,
    "requestCMS": kakaocert.RequestCMS,
    "requestVerifyAuth": kakaocert.RequestVerifyAuth,
}


def shift_clock(seconds):
    """Has the client see a clock that is wrong."""
    shift = datetime.timedelta(seconds=seconds)
    now = datetime.datetime.utcnow
    linkhub.linkhub.datetime = types.SimpleNamespace(utcnow=lambda: now() + shift)


def point(auth_url, service_host):
    """Points the client at a gateway: the auth host by its own hook, the service by a constant of its module."""
    if re.fullmatch(r"http://127\.0\.0\.1:[0-9]+", auth_url):
        assert service_host == auth_url[len("http://"):]
        module.httpclient = types.SimpleNamespace(HTTPSConnection=http.client.HTTPConnection)
    else:
        assert re.fullmatch(r"https://[a-z]+\.example(:[0-9]+)?", auth_url)
        assert re.fullmatch(r"[a-z]+\.example(:[0-9]+)?", service_host)
    linkhub.authURL(auth_url)
    module.ServiceURL = service_host


def make_service(made_with):
    point(made_with["authUrl"], made_with["serviceHost"])
    service = kakaocert.KakaocertService(made_with["linkId"], made_with["secretKey"])
    service.IPRestrictOnOff = made_with.get("ipRestrict", True)
    service.UseLocalTimeYN = made_with.get("localTime", True)
    shift_clock(made_with.get("clockShiftSeconds", 0))
    return service


def outcome_of(service, name, parameters):
    if name in REQUESTS:
        client_code, members, *rest = parameters
        parameters = [client_code, REQUESTS[name](**members), *rest]
    try:
        return {"success": getattr(service, name)(*parameters)}
    except kakaocert.KakaocertException as error:
        return {"error": {"code": error.code, "message": error.message}}
    except Exception as error:
        return {"thrown": "{}: {}".format(type(error).__name__, error)}


def main():
    service = make_service(json.loads(sys.stdin.readline()))
    for line in sys.stdin:
        outcomes = [outcome_of(service, call["name"], call["parameters"]) for call in json.loads(line)["calls"]]
        print(json.dumps({"outcomes": outcomes, "strays": []}, default=vars), flush=True)


main()
