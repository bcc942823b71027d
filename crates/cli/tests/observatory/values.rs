//! Values of headers, pages and ways to a page.

use crate::cases::{HERE, Way};

/// Each row is what is sent under one name: nothing, one value, or several.
pub type Rows = &'static [&'static [&'static str]];

pub const POLICIES: Rows = &[
    &[],
    &[""],
    &["abc"],
    &["img-src"],
    &["default-src"],
    &["default-src 'self'"],
    &["DEFAULT-SRC 'SELF'"],
    &["default-src 'none' 'none'"],
    &["default-src *"],
    &["default-src https:"],
    &["default-src 'self' data:"],
    &["default-src 'self' 'unsafe-inline'"],
    &["default-src 'self' 'unsafe-eval'"],
    &["script-src 'self'"],
    &["object-src 'none'"],
    &["script-src 'self' 'unsafe-eval'; object-src 'none'"],
    &["script-src 'self' https://*; object-src 'none'"],
    &["script-src 'self'; object-src https://*.*"],
    &["default-src 'self'; style-src 'unsafe-inline'"],
    &["default-src 'self'; style-src https:"],
    &["default-src 'none'; style-src 'self' 'nonce-abcdefgh' 'unsafe-inline'"],
    &["default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'"],
    &["default-src 'self' http://a.example"],
    &["default-src 'self' ftp://a.example; script-src 'self'"],
    &["default-src 'self'; img-src http://a.example"],
    &["default-src 'self'; img-src http: data:; media-src *"],
    &["default-src 'self'; report-uri http://r.example/x"],
    &["default-src 'self'; report-uri /a; report-uri /b"],
    &["default-src 'none'; report-to a; report-to b"],
    &["default-src 'self' 'unsafe-inline'; report-uri /a; report-uri /b"],
    &["default-src 'self'; default-src 'none'"],
    &["default-src 'self'; frame-ancestors 'self'"],
    &["frame-ancestors 'none'"],
    &["upgrade-insecure-requests"],
    &["sandbox; default-src 'none'"],
    &["script-src 'nonce-abcdefgh' 'unsafe-inline' 'strict-dynamic' https: http:; object-src 'none'"],
    &["script-src 'nonce-abcdefgh' 'strict-dynamic' *.a.example 'self'; object-src 'none'"],
    &["script-src 'strict-dynamic'; object-src 'none'"],
    &["default-src 'nonce-abcdefgh' 'unsafe-inline'"],
    &["default-src 'sha256-abc=' 'strict-dynamic' 'self' https://*.a.example"],
    &["default-src 'self' https://a.example https://a.example/x; script-src 'self'"],
    &["default-src 'self' https: https://a.example; script-src 'self'; object-src 'none'"],
    &["default-src 'self'", "img-src *"],
    &["default-src 'self'", "default-src 'none'"],
    &["default-src 'self', script-src 'self' 'unsafe-inline'"],
    &["  default-src   'self'  ;; ;  img-src * "],
    &["base-uri 'self'; form-action 'self'"],
    &["default-src 'self' 'wasm-unsafe-eval'"],
    &["default-src 'self'; worker-src blob:; font-src data:"],
    &["script-src-elem 'self' 'unsafe-inline'; default-src 'none'"],
];

pub const HSTS: Rows = &[
    &[],
    &[""],
    &["max-age=15552000"],
    &["max-age=15551999"],
    &["max-age=0"],
    &["max-age=-1"],
    &["MAX-AGE=31536000; includeSubDomains; preload"],
    &["includeSubDomains"],
    &["max-age=\"31536000\""],
    &["max-age = 31536000"],
    &["max-age=abc"],
    &["max-age=31536000, max-age=0"],
    &["max-age=31536000", "max-age=31536000"],
    &["max-age=10; max-age=31536000"],
    &["max-age=1e9"],
    &["max-age=99999999999999999999"],
];

pub const FRAMES: Rows =
    &[&[], &[""], &["DENY"], &[" SameOrigin "], &["ALLOW-FROM https://a.example"], &["ALLOWALL"], &["DENY", "DENY"]];

pub const SNIFFING: Rows = &[&[], &[""], &["NoSniff"], &["nosniff", "nosniff"], &["sniff"], &[" nosniff "]];

pub const REFERRERS: Rows = &[
    &[],
    &[""],
    &["no-referrer"],
    &["SAME-ORIGIN"],
    &["strict-origin"],
    &["strict-origin-when-cross-origin"],
    &["origin"],
    &["unsafe-url"],
    &["no-referrer-when-downgrade"],
    &["no-referrer, unsafe-url"],
    &["unsafe-url", "no-referrer"],
    &["no-referrer, whatever"],
    &["whatever"],
];

pub const RESOURCES: Rows =
    &[&[], &[""], &["same-site"], &["Same-Origin"], &["cross-origin"], &["everybody"], &["same-origin", "same-origin"]];

pub const COOKIES: Rows = &[
    &["a=1"],
    &["a=1; Secure"],
    &["a=1; Secure; SameSite=Lax"],
    &["a=1; Secure; SameSite=None"],
    &["a=1; SameSite=None"],
    &["a=1; Secure; SameSite"],
    &["a=1; Secure; SameSite=Sometimes"],
    &["a=1; Secure; SameSite=Sometimes; SameSite=Lax"],
    &["session=1"],
    &["session=1; Secure"],
    &["session=1; Secure; HttpOnly"],
    &["session=1; HttpOnly"],
    &["session=1; Secure; HttpOnly; SameSite=Strict"],
    &["LoginToken=1; Secure"],
    &["csrftoken=1; Secure"],
    &["csrftoken=1; Secure; SameSite=Strict"],
    &["heroku-session-affinity=1"],
    &["heroku-session-affinity=1", "a=1; Secure"],
    &["a=1; Max-Age=0"],
    &["a=1; Domain=other.example"],
    &["a=1; Domain=127.0.0.1"],
    &["__Host-a=1; Path=/"],
    &["__Host-a=1; Secure"],
    &["__Host-a=1; Secure; Path=/x"],
    &["__Secure-a=1"],
    &["a"],
    &["=a"],
    &["a=1", "a=1; Secure; SameSite=Lax"],
    &["a=1; Path=/x", "a=1; Secure; SameSite=Lax"],
    &["a=1; Secure; SameSite=Lax", "session=2"],
    &[],
];

pub const TYPES: Rows = &[
    &[],
    &["text/html"],
    &["TEXT/HTML"],
    &["text/html ;charset=utf-8"],
    &["application/xhtml+xml"],
    &["application/json"],
    &["text/plain", "text/html"],
];

pub const PAGES: &[&str] = &[
    "",
    "<script>run()</script>",
    "<script src=\"/a.js\"></script>",
    "<script src=\"/a.js\" integrity=\"sha384-abc\"></script>",
    "<script src=\"https://cdn.example/a.js\"></script>",
    "<script src=\"https://cdn.example/a.js\" integrity=\"sha384-abc\" crossorigin=\"anonymous\"></script>",
    "<script src=\"http://cdn.example/a.js\"></script>",
    "<script src='http://cdn.example/a.js' integrity='sha384-abc'></script>",
    "<script src=//cdn.example/a.js></script>",
    "<script src=//cdn.example/a.js integrity=sha384-abc></script>",
    "<script src=\"https://127.0.0.1/a.js\"></script>",
    "<script src=\"http://10.0.0.1/a.js\" integrity=\"sha384-abc\"></script>",
    "<script src=\"https://cdn.example/a.js\"></script><script src=\"http://cdn.example/b.js\"></script>",
    "<script src=\"/a.js\" integrity=\"sha384-abc\"></script><script src=\"https://cdn.example/a.js\"></script>",
    "<script src=\"/a.js\"></script><script src=\"https://cdn.example/a.js\" integrity=\"x\"></script>",
    "<script src=\"\"></script>",
    "<script src=\"data:text/javascript,a()\"></script>",
    "<script src=\"HTTPS://CDN.example/a.js\"></script>",
    "<script src=\" https://cdn.example/a.js \"></script>",
    "<base href=\"https://cdn.example/\"><script src=\"/a.js\"></script>",
    "<base href=\"/app/\"><script src=\"a.js\"></script>",
    "<!-- <script src=\"http://cdn.example/a.js\"></script> -->",
    "<template><script src=\"http://cdn.example/a.js\"></script></template>",
    "<noscript><script src=\"http://cdn.example/a.js\"></script></noscript>",
    "<textarea><script src=\"http://cdn.example/a.js\"></script></textarea>",
    "<title><script src=\"http://cdn.example/a.js\"></script></title>",
    "<script>\"<script src='http://cdn.example/a.js'>\"</script>",
    "<script integrity=\"\" src=\"https://cdn.example/a.js\"></script>",
    "<SCRIPT SRC=https://cdn.example/a.js></SCRIPT>",
    "<script src=\"https:\\\\cdn.example/a.js\"></script>",
    "<link rel=stylesheet href=\"http://cdn.example/a.css\">",
    "<meta name=\"referrer\" content=\"unsafe-url\">",
    "<meta name=\"Referrer\" content=\"no-referrer\"><meta name=referrer content=\"origin\">",
    "<meta http-equiv=\"x\" name=\"referrer\" content=\"unsafe-url\">",
    "<p>text<p>more",
];

pub const POLICIES_IN_PAGE: &[&str] = &[
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'\">",
    "<meta http-equiv=\"content-security-policy\" content=\"default-src 'none'; frame-ancestors 'none'\">",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"frame-ancestors 'none'\">",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"frame-ancestors 'none'; sandbox; report-uri /x\">",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self' 'unsafe-inline'; object-src 'none'\">",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src &#39;self&#39;\">",
    "<meta http-equiv=\"Content-Security-Policy-Report-Only\" content=\"default-src 'self'\">",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self'\"><meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'self' https://a.example/x/y\">",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src https://a.example/x/y %zz\">",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"\">",
    "<meta http-equiv=\"Content-Security-Policy\" content=\"abc\">",
    "<body><div><meta http-equiv=' Content-Security-Policy ' content='default-src *'></div>",
];

type Preflight = (u16, &'static [(&'static str, &'static str)]);

pub const PREFLIGHTS: &[Preflight] = &[
    (200, &[("Access-Control-Allow-Origin", "*")]),
    (200, &[("Access-Control-Allow-Origin", "*"), ("Access-Control-Allow-Credentials", "true")]),
    (200, &[("Access-Control-Allow-Origin", "https://shop.example")]),
    (204, &[("Access-Control-Allow-Origin", "{origin}")]),
    (204, &[("Access-Control-Allow-Origin", "{origin}"), ("Access-Control-Allow-Credentials", "true")]),
    (200, &[("Access-Control-Allow-Origin", "null"), ("Access-Control-Allow-Credentials", "true")]),
    (405, &[("Access-Control-Allow-Origin", "*")]),
    (200, &[("Access-Control-Allow-Origin", "")]),
];

pub const STATUSES: &[u16] = &[201, 204, 304, 401, 403, 404, 410, 500, 503];

/// The first is that of a good site.
pub const WAYS: &[Way] = &[
    Way {
        name: "http to https",
        hops: &[("http", "/", "https://127.0.0.1:{port}/", "")],
        pages: &[("https", HERE, "/")],
    },
    Way { name: "http alone", hops: &[], pages: &[("http", HERE, "/")] },
    Way { name: "https alone", hops: &[], pages: &[("https", HERE, "/")] },
    Way { name: "both", hops: &[], pages: &[("http", HERE, "/"), ("https", HERE, "/")] },
    Way {
        name: "http first, then https",
        hops: &[("http", "/", "/a", ""), ("http", "/a", "https://127.0.0.1:{port}/", "")],
        pages: &[("https", HERE, "/")],
    },
    Way {
        name: "to https and back",
        hops: &[("http", "/", "https://127.0.0.1:{port}/a", ""), ("https", "/a", "http://127.0.0.1:{port}/b", "")],
        pages: &[("http", HERE, "/b"), ("https", HERE, "/")],
    },
    Way {
        name: "to another host",
        hops: &[("http", "/", "https://localhost:{port}/", "")],
        pages: &[("https", "localhost", "/"), ("https", HERE, "/")],
    },
    Way { name: "within http", hops: &[("http", "/", "home", "hop=1; Max-Age=0")], pages: &[("http", HERE, "/home")] },
    Way {
        name: "within https",
        hops: &[("http", "/", "https://127.0.0.1:{port}/", ""), ("https", "/", "./app/../home?x=1", "hop=1; Path=/y")],
        pages: &[("https", HERE, "/home?x=1")],
    },
    Way { name: "round in circles", hops: &[("http", "/", "/", "")], pages: &[] },
    Way { name: "to nowhere", hops: &[("http", "/", "http://127.0.0.1:1/", "")], pages: &[("https", HERE, "/")] },
    Way { name: "to nowhere alone", hops: &[("http", "/", "http://127.0.0.1:1/", "")], pages: &[] },
];
