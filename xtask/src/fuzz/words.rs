//! Words of each format, strewn into inputs.

/// Python, Flask and the ways to read settings.
#[rustfmt::skip]
pub(super) const PYTHON: &[&str] = &[
    "app.config[", "'DEBUG'", "os.environ.get(", "os.environ[", "= True", "False", "None", " if ", " else ", " or ",
    " and ", "not ", "class A(B):\n    ", "def f(x, *a, **k):\n    return ", "f'{x}'", "lambda: ",
    "from config import *\n", "import os\n", "app.config.from_object(", "app.config.update(",
    "app.config.from_prefixed_env(", "__name__", "**", "* 9999", "<< 99", "[0]", "[::-1]", ".lower()", ".split(',')",
    ".format(", "% (", "int(", "bool(", "json.loads(", "try:\n    ", "except E as e:\n    return str(e)\n",
    "for x in y:\n    ", "while True:\n    ", "with a as b:\n    ", "yield ", "await ", "async ", "global x\n",
    "del x\n", "match x:\n    case 1: ", "@app.route('/<path:p>', methods=['GET'])\n", "create_app(",
    "flask.Flask(__name__)", "SECRET_KEY", "\\N{DASH}", "b'\\xff'", "u'\\ud800'", "0x", "1_0", "1e999", ":=",
    "# sneck: ignore[debug-mode] x\n", "    ", "\t", "# coding: latin-1\n", "{**a}", "[*a]", "getattr(app, ",
    "decouple.config(", "class Config(Config):\n    ", "self.", "super().", "cls.", "-1", "range(", "dict(",
    "ProxyFix(", "Talisman(app, ", "CORS(app",
];

/// Environment files.
#[rustfmt::skip]
pub(super) const ENV: &[&str] = &[
    "A=", "export ", "${A}", "${A:-b}", "${A:?x}", "$A", "'", "\"", "\\n", "\\", "#", " # ", "FLASK_DEBUG=1\n",
    "SECRET_KEY=", "=", "\r\n", "A='\n'", "A=\"$B\"\nB=$A\n", "$", "${", "}", "é",
];

/// Worlds.
#[rustfmt::skip]
pub(super) const WORLD: &[&str] = &[
    "=== ", "=== app.py\n", "=== GET http://a.test/\n200\n", "=== here\nA=1\n", "=== git tracked\n",
    "=== git ignored\n", "=== names\n", "=== today 2026-11-21\n", " in staging", " as latin-1", "\\=== ",
    "\\ No newline at end of file\n", "> a: b\n", "set-cookie: session=a; Path=/; Max-Age=", "\\", "./", "../",
    "HTTP/1.1 200 OK\n", "content-type: text/html; charset=\n", "\r\n", "| catch-all\n", "| own\n", "| bytes\n", "| cut\n",
    "| identity admin\n", "| asked by exposure/git\n", "=== tls shop.test:443\n", "TLSv1.2 server-order TLS_AES_128_GCM_SHA256\n",
    "certificate CN=shop.test\n", "  below CN=a\n", "  valid 2026-01-01 to 2027-01-01\n", "  key RSA 1024\n", "  trust none \n",
];

/// Answers of TLS servers, as bytes: each word a letter for a byte, in the way of Latin-1.
#[rustfmt::skip]
pub(super) const TLS: &[&str] = &[
    "\u{16}\u{3}\u{3}\0\u{4}\u{e}\0\0\0", "\u{15}\u{3}\u{3}\0\u{2}\u{2}\u{28}", "\u{16}\u{3}\u{1}", "\u{2}\0\0", "\u{b}\0\0",
    "\u{c}\0\0", "\u{3}\u{3}", "\0+\0\u{2}\u{3}\u{4}", "\0\u{10}\0\u{5}\0\u{3}\u{2}h2", "\0\u{3}", "0", "\0",
];

/// `sneck.toml`.
#[rustfmt::skip]
pub(super) const CONFIGURATION: &[&str] = &[
    "fail-on = ", "min-severity = ", "select = [", "ignore = [", "[[ignore]]\n", "rule = ", "reason = ", "exclude = ",
    "\"high\"", "[environments.a]\n", "kind = \"production\"\n", "variables = { A = \"1\" }\n", "env_file = ",
    "[tool.sneck]\n", "'''", "\"\"\"", "a.b = 1\n", "1979-05-27", "inf", "0x", "{ ", " }", "]", "\"\\u0000\"",
    "\"**/[a-\"", "\"{a,{b\"",
];

/// Dockerfiles.
#[rustfmt::skip]
pub(super) const DOCKERFILE: &[&str] = &[
    "FROM a AS b\n", "FROM --platform=$A b\n", "ENV A=b C=\"d\"\n", "ENV A b\n", "ARG A=1\n",
    "CMD [\"gunicorn\", \"app:app\"]\n", "CMD python app.py\n", "ENTRYPOINT [\"sh\", \"-c\", \"$A\"]\n",
    "ENTRYPOINT ./start.sh\n", "COPY --from=b . .\n", "USER root\n", "WORKDIR /a/../b\n", "\\\n", "# escape=`\n",
    "# syntax=a\n", "RUN <<EOF\n", "EOF\n", "${A:-b}", "${A:+b}", "$", "ONBUILD ", "HEALTHCHECK ", "\t",
    "EXPOSE 80/tcp\n", "SHELL [\"a\"]\n", "[", "\"", "'",
];

/// Compose files.
#[rustfmt::skip]
pub(super) const COMPOSE: &[&str] = &[
    "services:\n", "  web:\n", "    environment:\n", "      - A=1\n", "      A: ${B:-c}\n", "    env_file: .env\n",
    "    command: ", "[gunicorn, app:app]\n", "    build: .\n",
    "    build: {context: a, dockerfile: b, args: {A: 1}}\n", "    extends: {file: a, service: b}\n", "&a ", "*a",
    "<<: *a\n", "? ", ": ", "- ", "|\n", ">-\n", "!!binary ", "---\n", "...\n", "%YAML 1.2\n", "\"", "'", "{", "}",
    "[", "]", "#", "~", "null", "$$", "${", "profiles: [a]\n", "include: [a]\n", "    ", "x-a: &a\n",
    "    secrets: [a]\n", "!reset null",
];

/// Caddyfiles.
#[rustfmt::skip]
pub(super) const CADDY: &[&str] = &[
    "{\n", "}\n", "a.example {\n", "http://a.example, :80 {\n", "(a) {\n", "import a b c\n", "import sites/*\n", "import included.caddy\n", "{args[0]}", "{args.1}",
    "{args[:]}", "{$A:b c}", "{$A}", "{$", "header {\n", "header -Server\n", "header /a* X-Frame-Options DENY\n", ">Strict-Transport-Security a\n", "?A b\n", "defer\n",
    "handle_path /a/* {\n", "route {\n", "reverse_proxy https://a:1 b {\n", "transport http {\n", "tls_insecure_skip_verify\n", "file_server browse\n", "file_server {\n", "hide .*\n",
    "root * /srv/a\n", "@a remote_ip 10.0.0.0/8\n", "@a {\n", "path */.*\n", "respond @a 403\n", "redir https://{host}{uri}\n", "tls {\n", "protocols tls1.2\n", "admin :2019\n",
    "auto_https off\n", "metrics /a\n", "basic_auth {\n", "bind 127.0.0.1\n", "<<EOF\n", "EOF\n", "`", "\"", "\\\"", "\\\n", "#", ",\n", "gzip\n", "{% if a %}", "\t", "\r\n",
];

pub(super) const NGINX: &[&str] = &[
    "http {\n",
    "server {\n",
    "location / {\n",
    "location ~* \\.php$ {\n",
    "if ($a = b) {\n",
    "map $a $b {\n",
    "}\n",
    ";",
    "listen 443 ssl;\n",
    "listen [::]:80;\n",
    "server_name a.example;\n",
    "include conf.d/*.conf;\n",
    "include a;\n",
    "add_header A \"b\" always;\n",
    "server_tokens on;\n",
    "return 301 https://$host$request_uri;\n",
    "alias /a/;\n",
    "root /a;\n",
    "proxy_pass http://a$b;\n",
    "set $a $b;\n",
    "set $b $a;\n",
    "ssl_protocols SSLv3 TLSv1;\n",
    "ssl_ciphers A:!B;\n",
    "autoindex on;\n",
    "content_by_lua_block {",
    "${",
    "\"",
    "'",
    "\\",
    "#",
    "~^",
    "{{ a }}",
    "{%",
    "default \"\";\n",
    "rewrite ^ / permanent;\n",
];

/// Keys of providers.
#[rustfmt::skip]
pub(super) const KEYS: &[&str] = &[
    "AKIA", "ghp_", "sk-", "T3BlbkFJ", "eyJ", ".eyJ", "==", "=", "AccountKey=", "sig=", "%3D", "-us1", ":AA", "JQQJ99",
    "DD_API_KEY", "= \"", "\"] = '", "AGE-SECRET-KEY-1", ".atlasv1.", "k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4Hs6Jf0Ga", "\n", "é",
];

/// Configuration of databases, caches, brokers, SSH and FTP.
#[rustfmt::skip]
pub(super) const SERVICES: &[&str] = &[
    "bind ", "127.0.0.1", "0.0.0.0", "-::1", "*", "port 0\n", "requirepass ", "protected-mode no\n", "user default on nopass ~* +@all\n", "aclfile users.acl\n",
    "include redis.conf\n", "tls-port 1\n", "listen_addresses = '*'\n", "ssl = on\n", "include_dir '.'\n", "''", "\\052", "host all all 0.0.0.0/0 trust\n",
    "local all \"all\" peer\n", "hostssl a,b +c samenet md5 x=y\n", "1.2.3.4 255.0.0.0", "::/0", "[mysqld]\n", "[client]\n", "skip-grant-tables\n", "!includedir .\n",
    "loose-", "net:\n  bindIp: ", "security: {authorization: enabled}\n", "storage.dbPath: /x\n", "auth = true\n", "-l ", "-S\n", "OPTIONS=\"", "listener 1883\n",
    "allow_anonymous true\n", "per_listener_settings true\n", "certfile x\n", "listeners.tcp.1 = ", "loopback_users = none\n", "default_pass = guest\n",
    "network.host: _site_\n", "xpack.security.enabled: false\n", "authorization { token: t }\n", "accounts { A { users: [ {user: a} ] } }\n", "$A", "{", "}", "[", "]", ",", "//",
    "PermitRootLogin yes\n", "Match User a\n", "Match all\n", "Include *\n", "Ciphers +3des-cbc\n", "anonymous_enable=YES\n", "service telnet\n{\n disable = no\n}\n",
    "telnet stream tcp nowait root x\n", "{{ a }}", "{% if a %}\n", "${A}", "\"", "'", "\\", "\\\n", "#", "=", "\t", "\u{0}", "\r\n",
];

/// Terraform.
#[rustfmt::skip]
pub(super) const TERRAFORM: &[&str] = &[
    "resource \"aws_s3_bucket\" \"a\" {\n", "variable \"a\" {\n", "locals {\n", "module \"m\" {\n", "source = \"./\"\n",
    "count = ", "for_each = ", "dynamic \"ingress\" {\n", "content {\n", "var.a", "local.a", "each.value", "[*]",
    ".*.", "${", "%{ for x in y }", "%{ endfor }", "<<EOT\n", "EOT\n", "<<-EOT\n", "[for x in ", "{for k, v in ",
    " : ", " => ", "...", " ? ", "jsonencode(", "merge(", "setproduct(", "range(", "regex(", "format(\"%s\", ",
    "cidrsubnet(\"10.0.0.0/8\", 8, 1)", "try(", "flatten(", "replace(", "\n}\n", "]", ")", "= ", "\"", "-1", "1e99",
    "type = object({ a = optional(string, \"x\") })\n", "default = ", "null", "# x\n", "/*", "*/", "data.a.b.c",
];

/// Templates of CloudFormation.
#[rustfmt::skip]
pub(super) const FORMATION: &[&str] = &[
    "Resources:\n", "Parameters:\n", "Conditions:\n", "Mappings:\n", "  A:\n    Type: AWS::S3::Bucket\n",
    "    Properties:\n", "!Ref A", "!Sub '${A}'", "!GetAtt A.Arn", "!If [C, a, b]", "!Equals [a, b]", "!Not [",
    "!FindInMap [A, b, c]", "!Join ['', [", "!Select [0, ", "!Split [',', ", "Fn::Sub: ", "{Ref: A}", "Condition: C",
    "AWS::NoValue", "PolicyDocument:\n", "Statement:\n", "Effect: Allow", "Principal: '*'", "Default: ", "&a ", "*a",
];

/// Pipelines of GitHub and GitLab.
#[rustfmt::skip]
pub(super) const PIPELINE: &[&str] = &[
    "on: pull_request_target\n", "on: [push]\n", "jobs:\n", "  a:\n", "    steps:\n", "    - run: |\n", "    - uses: ",
    "actions/checkout@v4\n", "with:\n", "ref: ", "${{ github.event.issue.title }}", "${{ github.head_ref", "}}",
    "permissions: write-all\n", "env:\n", "TOKEN: ", "variables:\n", "script:\n", "if: ", "<<: *a", "&a ", "make\n",
];

pub(super) const APACHE: &[&str] = &[
    "<VirtualHost *:443>\n",
    "</VirtualHost>\n",
    "<Directory /a>\n",
    "</Directory>\n",
    "<IfModule mod_a.c>\n",
    "Include included.conf\n",
    "IncludeOptional *.conf\n",
    "AllowOverride All\n",
    "DocumentRoot /a/b\n",
    "Alias /c /a/d\n",
    "<Directory ~ \"^/a/(\">\n",
    "<FilesMatch \"\\.html$\">\n",
    "<Location /c>\n",
    "</Location>\n",
    "Header always set X-Frame-Options DENY\n",
    "Header unset X-Frame-Options\n",
    "RewriteEngine On\n",
    "RedirectMatch ^/(?!a) https://a/\n",
    "Options -Indexes\n",
    "</IfModule>\n",
    "Options +Indexes\n",
    "ServerTokens Full\n",
    "ServerName a.example\n",
    "SSLEngine on\n",
    "SSLProtocol all -SSLv3\n",
    "SSLCipherSuite ALL\n",
    "Header always set A \"b\"\n",
    "Require local\n",
    "SetHandler server-status\n",
    "Redirect permanent / https://a/\n",
    "TraceEnable On\n",
    "\\\n",
    "\"",
    "<",
    ">",
    "</",
];

/// Lock files and advisories.
#[rustfmt::skip]
pub(super) const LOCKS: &[&str] = &[
    "\"packages\": {", "\"dependencies\": {", "\"node_modules/a\": {\"version\": \"1.0.0\"}", "\"\": {", "}", "\"requires\": {",
    "[[package]]\n", "name = \"a\"\n", "version = \"1.0\"\n", "dependencies = [", "{ name = \"b\" }", "source = { virtual = \".\" }\n",
    "\"a@^1\":\n", "  version \"1.0.0\"\n", "  dependencies:\n", "    b \"1\"\n", "packages:\n", "  /@a/b@1.0.0(c@2):\n", "  a@1:\n",
    "flask==2.2.2\n", "-r requirements.txt\n", " --hash=sha256:0", " ; python_version > '3'", "--extra-index-url https://u:p@a.test\n",
    "{\"id\": \"X-1\", \"affected\": [", "{\"package\": {\"ecosystem\": \"PyPI\", \"name\": \"flask\"}, ", "\"ranges\": [{\"type\": \"ECOSYSTEM\", \"events\": [",
    "{\"introduced\": \"0\"}", "{\"fixed\": \"1!2.0.post1+x\"}", "{\"last_affected\": \"2\"}", "]}]", "\"versions\": [\"1\"]", "\"withdrawn\": \"\"",
    "\"severity\": [{\"score\": \"CVSS:3.1/AV:N\"}]", "\"aliases\": [\"CVE-1\"]", "99999999999999999999", "\\u0000", "\t", "\n", ",",
];

/// Signed cookies and tokens.
#[rustfmt::skip]
pub(super) const COOKIES: &[&str] = &[
    "session=", "; session.sig=", "eyJ1c2VyIjo3fQ", ".eJyrVipKLS4G", ".awvoPQ", ".5bkqYloHgEtHhOEwbY36EcpuCyk", ":1xXaUw:", "eyJhbGciOiJIUzI1NiJ9.",
    "2|1:0|10:1700000000|4:user|8:", "|", "!", "?", "s:", "s%3A", "j:", "--", "%2B", "%3D", "=", "\"", "\\075", "Set-Cookie: ", "Bearer ",
    "0123456789abcdef0123456789abcdef01234567", "jqabXZ0q6ewU8tgeZ4OBt8R1G1ujFF8IpASKOKb5hfU", "b'\\xec'", "base64:AAAA", "\\u00e9", "\n", "é",
];
