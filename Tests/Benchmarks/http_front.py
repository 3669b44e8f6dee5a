"""Authenticated getinfo with 64 keep-alive connections against nginx (a static file of the same size) and lighttpd with a C CGI
program that prints the same reply. Nine alternating runs; medians."""

import os
import re
import statistics
import subprocess
import tempfile
import time
import urllib.request

from gateway import Gateway, free_port

RUNS, SECONDS, CONNECTIONS = 9, 2, 64

CGI = r"""
#include <stdio.h>
int main(void) {
    fputs("Content-Type: text/xml; charset=utf-8\r\nCache-Control: no-store\r\n\r\n", stdout);
    fputs(BODY, stdout);
    return 0;
}
"""

NGINX = """
daemon off; master_process on; worker_processes auto; pid {folder}/nginx.pid; error_log {folder}/nginx.log;
events {{ worker_connections 1024; }}
http {{
    access_log off; keepalive_requests 100000000; sendfile on; types {{ text/xml xml; }}
    client_body_temp_path {folder}; proxy_temp_path {folder}; fastcgi_temp_path {folder};
    uwsgi_temp_path {folder}; scgi_temp_path {folder};
    server {{ listen 127.0.0.1:{port} backlog=1024; root {folder}/www; }}
}}
"""

LIGHTTPD = """
server.modules = ("mod_cgi")
server.document-root = "{folder}/www"
server.port = {port}
server.bind = "127.0.0.1"
server.max-keep-alive-requests = 100000000
server.errorlog = "{folder}/lighttpd.log"
cgi.assign = (".cgi" => "")
"""


def rate(url):
    text = subprocess.run(
        ["wrk", "-t1", f"-c{CONNECTIONS}", f"-d{SECONDS}s", url], capture_output=True, text=True, check=True).stdout
    if "Non-2xx" in text:
        raise SystemExit(f"{url} answers with faults:\n{text}")
    return float(re.search(r"Requests/sec:\s+([\d.]+)", text).group(1))


def wait(url):
    deadline = time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            return urllib.request.urlopen(url).read()
        except OSError:
            time.sleep(0.05)
    raise SystemExit(f"{url} does not answer")


def measure(report):
    with tempfile.TemporaryDirectory(prefix="camgate-bench-") as folder, Gateway() as gateway:
        os.chmod(folder, 0o755)
        os.mkdir(f"{folder}/www")
        body = gateway.ask("/cgi-bin/getinfo").decode()
        with open(f"{folder}/www/info.xml", "w") as file:
            file.write(body)
        with open(f"{folder}/cgi.c", "w") as file:
            file.write(CGI.replace("BODY", '"' + body.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n") + '"'))
        subprocess.run(["gcc", "-O2", "-o", f"{folder}/www/info.cgi", f"{folder}/cgi.c"], check=True)
        ports = free_port(), free_port()
        for name, text, port in (("nginx", NGINX, ports[0]), ("lighttpd", LIGHTTPD, ports[1])):
            with open(f"{folder}/{name}.conf", "w") as file:
                file.write(text.format(folder=folder, port=port))
        servers = [
            subprocess.Popen(["nginx", "-c", f"{folder}/nginx.conf", "-p", folder], stderr=subprocess.DEVNULL),
            subprocess.Popen(["lighttpd", "-D", "-f", f"{folder}/lighttpd.conf"]),
        ]
        try:
            urls = [
                gateway.url(f"/cgi-bin/getinfo?uid={gateway.uid}"), f"http://127.0.0.1:{ports[0]}/info.xml",
                f"http://127.0.0.1:{ports[1]}/info.cgi",
            ]
            for url in urls:
                assert wait(url).decode() == body
            rates = [[rate(url) for url in urls] for _ in range(RUNS)]
        finally:
            for server in servers:
                server.terminate()
                server.wait()
    ours, static, cgi = (statistics.median(column) for column in zip(*rates))
    detail = f"[{ours:.0f}, nginx {static:.0f}, lighttpd CGI {cgi:.0f} requests/s]"
    report.add("getinfo against nginx, static file of the same size", f"{ours / static:.2f}", ">= 0.75", ours / static >= 0.75, detail)
    report.add("getinfo against lighttpd with a C CGI program", f"{ours / cgi:.0f}", ">= 25", ours / cgi >= 25, detail)
