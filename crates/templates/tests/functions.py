"""Writes lines of JSON: two texts, and what expressions over them are, as Python's standard library computes it."""

import base64, binascii, datetime, gzip, hashlib, hmac, html, json, random, re, urllib.parse, zlib

random.seed(20260203)
LETTERS = "abcXYZ 019.-_/<>&\"'%+=?{}ä€\n"


def text():
    return "".join(random.choice(LETTERS) for _ in range(random.randrange(0, 40)))


def digest(name, data):
    return hashlib.new(name, data).hexdigest()


def murmur(data):
    """MurmurHash3, 32 bits, as a signed number: Austin Appleby's reference, seed 0."""
    mask, hashed, whole = 0xFFFFFFFF, 0, len(data) // 4 * 4
    turn = lambda x, by: (x << by | x >> (32 - by)) & mask
    mix = lambda k: turn(k * 0xCC9E2D51 & mask, 15) * 0x1B873593 & mask
    for at in range(0, whole, 4):
        hashed = turn(hashed ^ mix(int.from_bytes(data[at:at + 4], "little")), 13) * 5 + 0xE6546B64 & mask
    hashed ^= mix(int.from_bytes(data[whole:], "little")) ^ len(data)
    hashed = (hashed ^ hashed >> 16) * 0x85EBCA6B & mask
    hashed = (hashed ^ hashed >> 13) * 0xC2B2AE35 & mask
    hashed ^= hashed >> 16
    return str(hashed - (1 << 32) if hashed >> 31 else hashed)


def cases(a, b):
    A, B = a.encode(), b.encode()
    yield "md5(a)", digest("md5", A)
    yield "sha1(a)", digest("sha1", A)
    yield "sha256(a)", digest("sha256", A)
    yield "sha512(a)", digest("sha512", A)
    for name in ("sha1", "sha256", "sha512"):
        yield f"hmac('{name}', a, b)", hmac.new(B, A, name).hexdigest()
    yield "mmh3(a)", murmur(A)
    yield "base64(a)", base64.b64encode(A).decode()
    if a:
        yield "base64_py(a)", base64.encodebytes(A).decode()
        yield "mmh3(base64_py(a))", murmur(base64.encodebytes(A))
    yield "base64_decode(base64(a))", a
    yield f"base64_decode('{base64.b64encode(A).decode()}')", a
    yield "hex_encode(a)", A.hex()
    yield f"hex_decode('{A.hex()}')", a
    yield "url_encode(a)", urllib.parse.quote(a, safe="-_.!~*'()")
    yield f"url_decode('{urllib.parse.quote(a)}')", a
    yield "html_unescape(b)", html.unescape(b)
    yield "html_unescape(html_escape(a))", a
    yield f"gzip_decode(hex_decode('{gzip.compress(A).hex()}'))", a
    yield "gzip_decode(gzip(a))", a
    yield f"zlib_decode(hex_decode('{zlib.compress(A).hex()}'))", a
    raw = zlib.compressobj(wbits=-15)
    yield f"inflate(hex_decode('{(raw.compress(A) + raw.flush()).hex()}'))", a
    yield "inflate(deflate(a))", a
    yield "to_upper(a)", a.upper()
    yield "to_lower(a)", a.lower()
    yield "reverse(a)", a[::-1]
    yield "len(a)", str(len(A))
    yield "concat(a, b, 7)", a + b + "7"
    yield "repeat(a, 3)", a * 3
    yield "trim_space(a)", a.strip(" \n")
    yield "trim(a, 'abc ')", a.strip("abc ")
    yield "trim_left(a, 'abc ')", a.lstrip("abc ")
    yield "trim_right(a, 'abc ')", a.rstrip("abc ")
    yield "trim_prefix(a, 'a')", a.removeprefix("a")
    yield "trim_suffix(a, 'a')", a.removesuffix("a")
    yield "replace(a, 'a', b)", a.replace("a", b)
    yield "replace_regex(a, '[a-z]+', '_')", re.sub("[a-z]+", "_", a)
    yield "remove_bad_chars(a, 'abc')", "".join(c for c in a if c not in "abc")
    yield "contains(a, 'a')", str("a" in a).lower()
    yield "contains(a, b)", str(b in a).lower()
    yield "starts_with(a, 'a', 'b')", str(a.startswith(("a", "b"))).lower()
    yield "ends_with(a, 'a', 'b')", str(a.endswith(("a", "b"))).lower()
    yield "count(a, 'a')", str(a.count("a"))
    yield "regex('[0-9]+', a)", str(bool(re.search("[0-9]+", a))).lower()
    yield "join('-', split(a, 'a', -1))", "-".join(a.split("a"))


def numbers():
    for _ in range(60):
        n = random.randrange(0, 1 << 31)
        yield f"dec_to_hex({n})", f"{n:x}"
        yield f"hex_to_dec('{n:x}')", str(n)
        yield f"bin_to_dec('{n:b}')", str(n)
        yield f"oct_to_dec('{n:o}')", str(n)
        when = datetime.datetime.fromtimestamp(n, datetime.timezone.utc)
        yield f"date_time('%Y-%M-%D %H:%m:%S', {n})", when.strftime("%Y-%m-%d %H:%M:%S")
        yield f"to_unix_time('{when.strftime('%Y-%m-%d %H:%M:%S')}')", str(n)


def line(a, b, all):
    print(json.dumps({"a": a, "b": b, "cases": list(all)}))


for _ in range(60):
    a, b = text(), text()
    line(a, b, cases(a, b))
line("", "", numbers())
