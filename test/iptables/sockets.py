"""Real sockets for kernel.test.ts: `serve` listens and tells each caller where it arrived, `call` calls and prints what it was told.

Both read a JSON document from standard input. Node has neither SO_ORIGINAL_DST nor SO_MARK, so this is Python.
"""
import json, os, select, socket, struct, sys

SO_ORIGINAL_DST, SO_MARK, IP_TRANSPARENT, IPV6_TRANSPARENT = 80, 36, 19, 75
KINDS = {"tcp": socket.SOCK_STREAM, "udp": socket.SOCK_DGRAM}


def family(address):
    return socket.AF_INET6 if ":" in address else socket.AF_INET


def become(owner):
    os.setgroups([])
    os.setresgid(owner["gid"], owner["gid"], owner["gid"])
    if owner["uid"] != 0:
        os.setresuid(owner["uid"], owner["uid"], owner["uid"])


def transparent(sock):
    if sock.family == socket.AF_INET:
        sock.setsockopt(socket.SOL_IP, IP_TRANSPARENT, 1)
    else:
        sock.setsockopt(socket.IPPROTO_IPV6, IPV6_TRANSPARENT, 1)


def original(sock):
    try:
        if sock.family == socket.AF_INET:
            port, raw = struct.unpack("!2xH4s8x", sock.getsockopt(socket.SOL_IP, SO_ORIGINAL_DST, 16))
        else:
            port, raw = struct.unpack("!2xH4x16s4x", sock.getsockopt(socket.IPPROTO_IPV6, SO_ORIGINAL_DST, 28))
        return [socket.inet_ntop(sock.family, raw), port]
    except OSError:
        return None


def listen(row):
    sock = socket.socket(family(row["address"]), KINDS[row["protocol"]])
    sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    if sock.family == socket.AF_INET6:
        sock.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
    if row.get("transparent"):
        transparent(sock)
    sock.bind((row["address"], row["port"]))
    if row["protocol"] == "tcp":
        sock.listen(64)
    return sock


def answer(sock, row, name):
    said = {"server": name, "listener": row["port"]}
    if row["protocol"] == "udp":
        _, peer = sock.recvfrom(100)
        sock.sendto(json.dumps({**said, "peer": peer[0]}).encode(), peer)
        return
    call, peer = sock.accept()
    said.update(peer=peer[0], sockname=call.getsockname()[:2], original=original(call))
    call.settimeout(2)
    try:
        call.sendall(json.dumps(said).encode())
        call.shutdown(socket.SHUT_WR)
        call.recv(1)
    except OSError:
        pass
    call.close()


def serve(groups):
    children = []
    for group in groups:
        reader, writer = os.pipe()
        children.append(os.fork())
        if children[-1] == 0:
            serve_group(group, writer)
        os.close(writer)
        if os.read(reader, 1) != b"1":
            print("failed", flush=True)
            break
    else:
        print("ready", flush=True)
        sys.stdin.read()
    for child in children:
        os.kill(child, 9)


def serve_group(group, writer):
    parent = os.getppid()
    become(group)
    rows = {listen(row): row for row in group["listeners"]}
    os.write(writer, b"1")
    while os.getppid() == parent:
        for sock in select.select(list(rows), [], [], 1)[0]:
            answer(sock, rows[sock], group["name"])
    os._exit(0)


def call_once(row):
    sock = socket.socket(family(row["destination"]), KINDS[row["protocol"]])
    sock.settimeout(5)
    if row.get("mark"):
        sock.setsockopt(socket.SOL_SOCKET, SO_MARK, row["mark"])
    if row.get("transparent"):
        transparent(sock)
    if row.get("bind"):
        sock.bind((row["bind"], 0))
    sock.connect((row["destination"], row["port"]))
    sock.send(b"?") if row["protocol"] == "udp" else None
    data = b""
    while True:
        part = sock.recv(4096)
        data += part
        if not part or row["protocol"] == "udp":
            break
    return {**json.loads(data), "from": sock.getsockname()[0]}


def call(rows):
    pipes = []
    for row in rows:
        reader, writer = os.pipe()
        if os.fork() == 0:
            try:
                become(row)
                said = call_once(row)
            except (OSError, ValueError) as error:
                said = {"error": type(error).__name__ + " " + str(error)}
            os.write(writer, json.dumps(said).encode())
            os._exit(0)
        os.close(writer)
        pipes.append(reader)
    print(json.dumps([json.loads(os.read(reader, 65536)) for reader in pipes]), flush=True)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(json.loads(sys.stdin.readline()))
    else:
        call(json.load(sys.stdin))
