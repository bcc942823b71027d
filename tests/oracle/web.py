"""Asks running web servers, and says what they answer.

Reads a JSON list of {"port", "tls", "text"} from its input and writes the list of answers: head and body as one text,
empty where the server refuses the connection. "tls" is a release, such as "TLSv1_2", or null for plain HTTP.
"""

import json
import socket
import ssl
import sys


def answer(ask):
    with socket.create_connection(("127.0.0.1", ask["port"]), timeout=10) as plain:
        stream = plain
        if ask["tls"]:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
            context.check_hostname = False
            context.verify_mode = ssl.CERT_NONE
            context.minimum_version = context.maximum_version = ssl.TLSVersion[ask["tls"]]
            stream = context.wrap_socket(plain, server_hostname="shop.example")
        stream.sendall(ask["text"].encode("latin-1"))
        return received(stream).decode("latin-1")


def received(stream):
    whole = b""
    try:
        while part := stream.recv(65536):
            whole += part
    except ssl.SSLEOFError:
        pass
    return whole


def attempt(ask):
    try:
        return answer(ask)
    except (ssl.SSLError, ConnectionError):
        return ""


json.dump([attempt(ask) for ask in json.load(sys.stdin)], sys.stdout)
