"""The products: how each is started as it comes and hardened, and what is found of it, headers left out."""

import pathlib
import socket


def free_port():
    with socket.create_server(("127.0.0.1", 0)) as server:
        return server.getsockname()[1]


def prometheus(place, *options):
    (root,) = place.fetched
    configuration = place.write("prometheus.yml", "global: {scrape_interval: 1h}\n")
    listen = f"--web.listen-address=127.0.0.1:{place.port}"
    command = [root / "usr/bin/prometheus", f"--config.file={configuration}", f"--storage.tsdb.path={place.folder}/data"]
    consoles = [f"--web.console.{part}={root}/etc/prometheus/{folder}" for part, folder in
                (("templates", "consoles"), ("libraries", "console_libraries"))]
    return [*command, listen, *consoles, *options], {}


# Of the password `test`, as Prometheus' documentation shows it; nobody logs in with it.
BCRYPT = "$2b$12$hNf2lSsxfm0.i4a.1kVpSOVyBCfIB51VRjgBUyv6kdnyTlgWj81Ay"


def prometheus_hardened(place):
    web = place.write("web.yml", f"basic_auth_users:\n  admin: {BCRYPT}\n")
    return prometheus(place, f"--web.config.file={web}")


def registry(place, more=""):
    (root,) = place.fetched
    text = f"version: 0.1\nstorage:\n  filesystem:\n    rootdirectory: {place.folder}/images\n"
    text += f"http:\n  addr: 127.0.0.1:{place.port}\n{more}"
    return [root / "usr/bin/docker-registry", "serve", place.write("registry.yml", text)], {}


def registry_hardened(place):
    users = place.write("htpasswd", f"admin:{BCRYPT}\n")
    return registry(place, f"auth:\n  htpasswd:\n    realm: registry\n    path: {users}\n")


# `tomcat` with the password of the documentation, or with a random one.
def tomcat(place, password="s3cret"):
    server, admin = place.fetched
    share, conf = server / "usr/share/tomcat10", place.folder / "conf"
    conf.mkdir()
    for name in ("web.xml", "catalina.properties", "logging.properties", "context.xml"):
        for folder in ("etc/tomcat10", "usr/share/tomcat10/etc"):
            if (server / folder / name).exists():
                place.write(f"conf/{name}", (server / folder / name).read_text())
                break
    place.write("conf/tomcat-users.xml", f"<tomcat-users><user username='tomcat' password='{password}' roles='manager-gui'/></tomcat-users>")
    place.write("conf/server.xml", f"""<Server port="-1"><GlobalNamingResources>
<Resource name="UserDatabase" auth="Container" type="org.apache.catalina.UserDatabase"
  factory="org.apache.catalina.users.MemoryUserDatabaseFactory" pathname="conf/tomcat-users.xml"/></GlobalNamingResources>
<Service name="Catalina"><Connector port="{place.port}" address="127.0.0.1"/><Engine name="Catalina" defaultHost="localhost">
<Realm className="org.apache.catalina.realm.LockOutRealm"><Realm className="org.apache.catalina.realm.UserDatabaseRealm"
  resourceName="UserDatabase"/></Realm><Host name="localhost" appBase="webapps"/></Engine></Service></Server>""")
    manager = admin / "usr/share/tomcat10-admin/manager"
    place.write("conf/Catalina/localhost/manager.xml", f'<Context docBase="{manager}" privileged="true"/>')
    place.write("webapps/ROOT/index.html", "<!doctype html><title>Books</title><p>Middlemarch")
    for name in ("logs", "temp", "work"):
        (place.folder / name).mkdir()
    java = server / "usr/share/java"
    classes = ":".join(str(share / "bin" / name) for name in ("bootstrap.jar", "tomcat-juli.jar"))
    common = f"-Dcommon.loader={java}/*.jar,{share}/lib/*.jar,{share}/lib"
    options = [f"-Dcatalina.home={share}", f"-Dcatalina.base={place.folder}", f"-Djava.io.tmpdir={place.folder}/temp", common]
    return ["java", "-Xmx256m", *options, "-cp", classes, "org.apache.catalina.startup.Bootstrap", "start"], {}


def php(place, more=""):
    code, interpreter = place.fetched
    script = place.write("site/index.php", f"<?php {more} include '{code}/usr/share/adminer/adminer.php';")
    libraries = ":".join({str(path.parent) for path in interpreter.glob("**/lib/**/*.so*")})
    command = [interpreter / "usr/bin/php8.2", "-n", "-d", "session.save_path=" + str(place.folder)]
    extensions = sorted(interpreter.glob("usr/lib/php/*/"))[0]
    session = ["-d", f"extension_dir={extensions}"]
    return [*command, *session, "-S", f"127.0.0.1:{place.port}", "-t", script.parent], {"LD_LIBRARY_PATH": libraries}


def php_hardened(place):
    refuse = "if (($_SERVER['PHP_AUTH_PW'] ?? '') === '') { http_response_code(401); header('WWW-Authenticate: Basic'); exit; }"
    return php(place, refuse)


def flower(place, *options):
    (root,) = place.fetched
    celery = [root / "bin/celery", "--broker=memory://", "flower"]
    return [*celery, f"--port={place.port}", "--address=127.0.0.1", *options], {"FLOWER_UNAUTHENTICATED_API": "true"}


def flower_hardened(place):
    command, _ = flower(place, f"--basic-auth=admin:{place.password}")
    return command, {}


def jupyter(place, token=""):
    (root,) = place.fetched
    options = ["--no-browser", "--allow-root", "--ip=127.0.0.1", f"--port={place.port}", f"--ServerApp.root_dir={place.folder}"]
    return [root / "bin/jupyter-server", *options, f"--IdentityProvider.token={token}"], {}


def jupyter_hardened(place):
    return jupyter(place, place.password)


def http_server(place, *options):
    (root,) = place.fetched
    place.write("site/books/one.txt", "Middlemarch")
    place.write("site/index.html", '<!doctype html><title>Books</title><p><a href="/books/">books</a>')
    command = ["node", root / "node_modules/http-server/bin/http-server", place.folder / "site"]
    return [*command, "-a", "127.0.0.1", "-p", str(place.port), *options], {}


def node_red(place, more=""):
    (root,) = place.fetched
    settings = place.write("settings.js", f"module.exports = {{ uiHost: '127.0.0.1', uiPort: {place.port}, {more} }};")
    return ["node", root / "node_modules/node-red/red.js", "--userDir", place.folder, "--settings", settings], {}


def node_red_hardened(place):
    users = f"[{{ username: 'admin', password: '{BCRYPT}', permissions: '*' }}]"
    return node_red(place, f"adminAuth: {{ type: 'credentials', users: {users} }}")


def rabbitmq(place, more=""):
    """The broker with its page of management, beside a register of names of its own."""
    (root,) = place.fetched
    home = next((root / "usr/lib/rabbitmq/lib").glob("rabbitmq_server-*"))
    # What is installed was not fetched.
    system = next(path for path in (pathlib.Path("/usr/lib/erlang"), root / "usr/lib/erlang") if any(path.glob("erts-*")))
    programs = next(system.glob("erts-*")) / "bin"
    register, own, amqp = free_port(), free_port(), free_port()
    place.write("enabled_plugins", "[rabbitmq_management].\n")
    place.write("rabbitmq.conf", f"""listeners.tcp.1 = 127.0.0.1:{amqp}
management.tcp.ip = 127.0.0.1
management.tcp.port = {place.port}
log.console = true
log.file = false
{more}""")
    environment = {
        "PATH": f"{programs}:/usr/bin:/bin", "ROOTDIR": system, "BINDIR": programs, "EMU": "beam", "PROGNAME": "erl",
        "ERL_LIBS": home / "plugins", "ERL_EPMD_PORT": register, "ERL_EPMD_ADDRESS": "127.0.0.1",
        "RABBITMQ_HOME": home, "RABBITMQ_PLUGINS_DIR": home / "plugins", "RABBITMQ_NODENAME": f"sneck{amqp}@localhost",
        "RABBITMQ_DIST_PORT": own, "RABBITMQ_LOGS": "-",
    }
    files = {
        "CONFIG_FILE": "rabbitmq.conf", "CONF_ENV_FILE": "none", "ENABLED_PLUGINS_FILE": "enabled_plugins",
        "MNESIA_BASE": "mnesia", "LOG_BASE": "logs", "PID_FILE": "pid", "FEATURE_FLAGS_FILE": "flags",
        "SCHEMA_DIR": "schema", "GENERATED_CONFIG_DIR": "generated", "PLUGINS_EXPAND_DIR": "plugins",
    }
    environment.update({f"RABBITMQ_{name}": place.folder / path for name, path in files.items()})
    broker = "erlexec -noinput -s rabbit boot -boot start_sasl -kernel inet_dist_use_interface '{127,0,0,1}' +S 1:1"
    script = f"epmd -port {register} -address 127.0.0.1 & exec {broker}"
    return ["sh", "-c", script], {name: str(value) for name, value in environment.items()}


def rabbitmq_hardened(place):
    return rabbitmq(place, f"default_user = shop\ndefault_pass = {place.password}\n")


def verdaccio(place, access="$all"):
    (root,) = place.fetched
    configuration = place.write("verdaccio.yaml", f"""storage: {place.folder}/storage
auth: {{htpasswd: {{file: {place.folder}/htpasswd}}}}
packages: {{'**': {{access: {access}, publish: $authenticated}}}}
web: {{enable: {str(access == "$all").lower()}}}
log: {{type: stdout, format: pretty, level: warn}}
""")
    command = ["node", root / "node_modules/verdaccio/bin/verdaccio", "--config", configuration]
    return [*command, "--listen", f"127.0.0.1:{place.port}"], {}


PRODUCTS = [
    {
        "name": "prometheus",
        "needs": [("debian", "prometheus")],
        "default": {"start": prometheus, "finds": ["high exposure/admin-panel", "high exposure/debug-endpoint"]},
        "hardened": {"start": prometheus_hardened, "finds": []},
    },
    {
        "name": "docker-registry",
        "needs": [("debian", "docker-registry")],
        "default": {"start": registry, "finds": ["high exposure/admin-panel"]},
        "hardened": {"start": registry_hardened, "finds": []},
    },
    {
        "name": "tomcat",
        "needs": [("debian", "tomcat10"), ("debian", "tomcat10-admin")],
        "arguments": ["--try-credentials"],
        "default": {"start": tomcat, "finds": ["critical accounts/default-credentials"]},
        "hardened": {"start": lambda place: tomcat(place, place.password), "finds": []},
    },
    {
        "name": "adminer",
        "needs": [("debian", "adminer"), ("debian", "php8.2-cli")],
        "default": {"start": php, "finds": ["medium cookies/samesite", "low cookies/secure", "low exposure/admin-panel", "info cookies/custom-session"]},
        "hardened": {"start": php_hardened, "finds": []},
    },
    {
        "name": "flower",
        "needs": [("pypi", "flower")],
        "default": {"start": flower, "finds": ["high exposure/admin-panel", "medium cors/wildcard", "medium exposure/debug-endpoint", "low cors/unsafe-methods-or-headers", "low exposure/source-map"]},
        "hardened": {"start": flower_hardened, "finds": ["medium exposure/debug-endpoint"]},
    },
    {
        "name": "jupyter",
        "needs": [("pypi", "jupyter-server")],
        "default": {"start": jupyter, "finds": ["high exposure/admin-panel", "medium exposure/debug-endpoint"]},
        "hardened": {"start": jupyter_hardened, "finds": []},
    },
    {
        "name": "http-server",
        "needs": [("npm", "http-server")],
        "default": {"start": http_server, "finds": ["medium exposure/directory-listing"]},
        "hardened": {"start": lambda place: http_server(place, "-d", "false"), "finds": []},
    },
    {
        "name": "node-red",
        "needs": [("npm", "node-red")],
        "default": {"start": node_red, "finds": ["high exposure/admin-panel", "medium cors/wildcard", "low cors/unsafe-methods-or-headers"]},
        "hardened": {"start": node_red_hardened, "finds": ["medium cors/wildcard", "low cors/unsafe-methods-or-headers"]},
    },
    {
        "name": "rabbitmq",
        "needs": [("debian", "rabbitmq-server")],
        "arguments": ["--try-credentials"],
        "default": {"start": rabbitmq, "finds": ["critical accounts/default-credentials", "low exposure/admin-panel"]},
        "hardened": {"start": rabbitmq_hardened, "finds": ["low exposure/admin-panel"]},
    },
    {
        "name": "verdaccio",
        "needs": [("npm", "verdaccio@6.8.0")],
        "default": {"start": verdaccio, "finds": ["medium app/trusted-hosts", "medium cors/wildcard", "low cors/unsafe-methods-or-headers"]},
        "hardened": {"start": lambda place: verdaccio(place, "$authenticated"), "finds": ["medium cors/wildcard"]},
    },
]
