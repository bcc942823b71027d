//! The vocabulary of settings: one name for what each framework and server calls its own way.

use serde::{Serialize, Serializer};

/// What a setting is about. Readers translate into these; rules read only these.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Key(pub &'static str);

impl Serialize for Key {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.0)
    }
}

/// A key with its meaning.
#[derive(Clone, Copy, Debug)]
pub struct KeyInfo {
    /// The key.
    pub key: Key,
    /// Type, unit and meaning.
    pub meaning: &'static str,
    /// What the frameworks call it.
    pub spelled: &'static str,
}

macro_rules! vocabulary {
    ($($name:ident = $key:literal, $meaning:literal, $spelled:literal;)*) => {
        impl Key {
            $(#[doc = $meaning] pub const $name: Key = Key($key);)*
        }
        /// The whole vocabulary, in the order of the documentation page.
        pub const KEYS: &[KeyInfo] = &[$(KeyInfo { key: Key($key), meaning: $meaning, spelled: $spelled },)*];
    };
}

vocabulary! {
    DEBUG = "app.debug", "truth value: the framework's debug mode", "Flask DEBUG, FLASK_DEBUG; Django DEBUG; FastAPI debug=";
    TESTING = "app.testing", "truth value: testing mode", "Flask TESTING";
    PROPAGATE_EXCEPTIONS = "app.propagate-exceptions", "truth value or none: errors pass through to the server", "Flask PROPAGATE_EXCEPTIONS";
    TRAP_HTTP_EXCEPTIONS = "app.trap-http-exceptions", "truth value: HTTP errors are raised as exceptions", "Flask TRAP_HTTP_EXCEPTIONS";
    TRAP_BAD_REQUEST_ERRORS = "app.trap-bad-request-errors", "truth value or none: bad requests show their cause", "Flask TRAP_BAD_REQUEST_ERRORS";
    EXPLAIN_TEMPLATE_LOADING = "app.explain-template-loading", "truth value: template look-ups are logged", "Flask EXPLAIN_TEMPLATE_LOADING";
    DEBUGGER = "app.debugger", "truth value: an interactive debugger wraps the app", "run_simple use_debugger=, DebuggedApplication";
    DEBUGGER_CONSOLE = "app.debugger-console", "truth value: that debugger runs code", "use_evalex=, DebuggedApplication(evalex=)";
    DEBUG_TOOLBAR = "app.debug-toolbar", "truth value: a debug toolbar is active", "Flask-DebugToolbar DEBUG_TB_ENABLED, django-debug-toolbar";
    SECRET_KEY = "app.secret-key", "secret or none: signs sessions and tokens", "Flask SECRET_KEY; Django SECRET_KEY; SessionMiddleware secret_key=";
    SECRET_KEY_FALLBACKS = "app.secret-key-fallbacks", "list of secrets: old keys that still verify", "Flask and Django SECRET_KEY_FALLBACKS";
    TOKEN_KEY = "app.token-key", "secret or none: signs JSON web tokens", "JWT_SECRET_KEY, SIMPLE_JWT SIGNING_KEY";
    TRUSTED_HOSTS = "app.trusted-hosts", "list of host names or none", "Flask TRUSTED_HOSTS; Django ALLOWED_HOSTS; TrustedHostMiddleware allowed_hosts=";
    MAX_BODY = "app.max-body", "bytes or none: the largest request body", "Flask MAX_CONTENT_LENGTH; Django DATA_UPLOAD_MAX_MEMORY_SIZE";
    MIDDLEWARE = "app.middleware", "list of dotted names, the outermost first", "Django MIDDLEWARE; Starlette middleware=, add_middleware";
    PASSWORD_HASHERS = "password.hashers", "list of dotted names, the one for new passwords first", "Django PASSWORD_HASHERS";
    PASSWORD_VALIDATORS = "password.validators", "list of dotted names", "Django AUTH_PASSWORD_VALIDATORS";
    TEMPLATE_AUTOESCAPE = "template.autoescape", "truth value: templates escape by default", "jinja2 autoescape";
    CSRF_PROTECTION = "csrf.protection", "truth value: every writing request is checked", "Flask-WTF CSRFProtect; Django CsrfViewMiddleware";
    CSRF_FORMS = "csrf.forms", "truth value: forms carry a token", "Flask-WTF WTF_CSRF_ENABLED";
    CSRF_IN_SESSION = "csrf.in-session", "truth value: the token is kept in the session, not in a cookie of its own", "Django CSRF_USE_SESSIONS";
    CSRF_TRUSTED_ORIGINS = "csrf.trusted-origins", "list of other origins whose forms are accepted", "Django CSRF_TRUSTED_ORIGINS";
    PROXY_HOPS = "proxy.hops", "number: how many proxies are trusted for X-Forwarded-For", "werkzeug ProxyFix x_for=";
    PROXY_SSL_HEADER = "proxy.ssl-header", "list of a header and its value, or none: what makes a request count as HTTPS", "Django SECURE_PROXY_SSL_HEADER";
    PROXY_FORWARDED_HOST = "proxy.forwarded-host", "truth value: X-Forwarded-Host is believed", "Django USE_X_FORWARDED_HOST";
    SESSION_COOKIE_NAME = "session.cookie.name", "text", "SESSION_COOKIE_NAME";
    SESSION_COOKIE_SECURE = "session.cookie.secure", "truth value", "SESSION_COOKIE_SECURE; SessionMiddleware https_only=";
    SESSION_COOKIE_HTTPONLY = "session.cookie.httponly", "truth value", "SESSION_COOKIE_HTTPONLY";
    SESSION_COOKIE_SAMESITE = "session.cookie.samesite", "text or none", "SESSION_COOKIE_SAMESITE; SessionMiddleware same_site=";
    SESSION_COOKIE_DOMAIN = "session.cookie.domain", "text or none", "SESSION_COOKIE_DOMAIN";
    SESSION_COOKIE_PATH = "session.cookie.path", "text or none", "SESSION_COOKIE_PATH";
    SESSION_LIFETIME = "session.lifetime", "seconds: how long a permanent session lasts", "Flask PERMANENT_SESSION_LIFETIME; Django SESSION_COOKIE_AGE; SessionMiddleware max_age=";
    SESSION_INTERFACE = "session.interface", "text: what keeps sessions", "Flask session_interface, SESSION_TYPE; Django SESSION_ENGINE";
    SESSION_SERIALIZER = "session.serializer", "text: dotted name", "Django SESSION_SERIALIZER";
    SESSION_ENDS_AT_CLOSE = "session.ends-at-close", "truth value: the cookie ends with the browser", "Django SESSION_EXPIRE_AT_BROWSER_CLOSE";
    REMEMBER_COOKIE_SECURE = "remember.cookie.secure", "truth value", "Flask-Login REMEMBER_COOKIE_SECURE";
    REMEMBER_COOKIE_HTTPONLY = "remember.cookie.httponly", "truth value", "Flask-Login REMEMBER_COOKIE_HTTPONLY";
    REMEMBER_COOKIE_SAMESITE = "remember.cookie.samesite", "text or none", "Flask-Login REMEMBER_COOKIE_SAMESITE";
    REMEMBER_LIFETIME = "remember.lifetime", "seconds", "Flask-Login REMEMBER_COOKIE_DURATION";
    CSRF_COOKIE_SECURE = "csrf.cookie.secure", "truth value", "Django CSRF_COOKIE_SECURE; JWT_COOKIE_SECURE";
    CSRF_COOKIE_HTTPONLY = "csrf.cookie.httponly", "truth value", "Django CSRF_COOKIE_HTTPONLY";
    CSRF_COOKIE_SAMESITE = "csrf.cookie.samesite", "text or none", "Django CSRF_COOKIE_SAMESITE";
    TOKEN_COOKIE_SECURE = "token.cookie.secure", "truth value", "JWT_COOKIE_SECURE";
    TOKEN_COOKIE_CSRF = "token.cookie.csrf", "truth value: cookies with tokens are protected against forged requests", "JWT_COOKIE_CSRF_PROTECT";
    TOKEN_LIFETIME = "token.lifetime", "seconds, or false for never", "JWT_ACCESS_TOKEN_EXPIRES";
    TOKEN_ALGORITHM = "token.algorithm", "text", "JWT_ALGORITHM";
    HEADER_HSTS = "header.strict-transport-security", "text or none: the header's value", "Strict-Transport-Security";
    HEADER_CSP = "header.content-security-policy", "text or none", "Content-Security-Policy";
    HEADER_FRAME_OPTIONS = "header.x-frame-options", "text or none", "X-Frame-Options";
    HEADER_CONTENT_TYPE_OPTIONS = "header.x-content-type-options", "text or none", "X-Content-Type-Options";
    HEADER_REFERRER_POLICY = "header.referrer-policy", "text or none", "Referrer-Policy";
    HEADER_PERMISSIONS_POLICY = "header.permissions-policy", "text or none", "Permissions-Policy";
    HEADER_OPENER_POLICY = "header.cross-origin-opener-policy", "text or none", "Cross-Origin-Opener-Policy";
    HEADER_EMBEDDER_POLICY = "header.cross-origin-embedder-policy", "text or none", "Cross-Origin-Embedder-Policy";
    HEADER_RESOURCE_POLICY = "header.cross-origin-resource-policy", "text or none", "Cross-Origin-Resource-Policy";
    HEADER_CACHE_CONTROL = "header.cache-control", "text or none", "Cache-Control";
    HEADER_SERVER = "header.server", "text or none", "Server";
    HEADER_POWERED_BY = "header.x-powered-by", "text or none", "X-Powered-By";
    CORS_ORIGINS = "cors.origins", "list of origins or patterns; `*` is any, `<request origin>` is whichever asks (its own Origin is sent back)", "flask-cors origins=; CORSMiddleware allow_origins=; CORS_ALLOWED_ORIGINS";
    CORS_CREDENTIALS = "cors.credentials", "truth value: cookies are allowed", "supports_credentials=; allow_credentials=";
    CORS_METHODS = "cors.methods", "list", "methods=; allow_methods=";
    CORS_HEADERS = "cors.headers", "list", "allow_headers=";
    HTTPS_REDIRECT = "transport.https-redirect", "truth value: plain HTTP is sent to HTTPS", "Talisman force_https=; Django SECURE_SSL_REDIRECT; HTTPSRedirectMiddleware";
    URL_SCHEME = "transport.url-scheme", "text: scheme of generated URLs", "Flask PREFERRED_URL_SCHEME";
    BACKEND_URL = "backend.url", "secret: URL of a database, cache or broker", "SQLALCHEMY_DATABASE_URI, DATABASE_URL, CELERY_BROKER_URL, DATABASES";
    BACKEND_SCHEME = "backend.scheme", "text: `postgresql`, `redis`, …", "scheme of that URL";
    BACKEND_HOST = "backend.host", "text", "host of that URL";
    BACKEND_PORT = "backend.port", "number, or none where it is not known", "port of that URL, or that of its scheme";
    BACKEND_USER = "backend.user", "text or none", "user of that URL";
    BACKEND_TLS = "backend.tls", "truth value: the connection is encrypted; none where the URL leaves it to the driver", "sslmode=, rediss://, ssl=true of that URL";
    BACKEND_PASSWORD = "backend.password", "secret or none", "password of that URL";
    MAIL_TLS = "mail.tls", "truth value: mail is handed over encrypted", "Flask-Mail MAIL_USE_TLS, MAIL_USE_SSL";
    MAIL_HOST = "mail.host", "text", "Flask-Mail MAIL_SERVER";
    SERVER_KIND = "server.kind", "text: the program that serves, as in `Server`", "the command that starts the app";
    SERVER_HOST = "server.host", "text: address it binds", "app.run(host=), --host, --bind";
    SERVER_PORT = "server.port", "number", "app.run(port=), --port, --bind";
    SERVER_RELOAD = "server.reload", "truth value: restarts when files change", "--reload, reload = True";
    SERVER_TRUSTED_PROXIES = "server.trusted-proxies", "text: addresses whose forwarding headers are believed", "forwarded_allow_ips";
    SERVER_USER = "server.user", "text: the account that it runs as", "uWSGI uid; supervisor user";
    SERVER_TIMEOUT = "server.timeout", "number: seconds after which a request is given up; 0 is never", "uWSGI harakiri; gunicorn timeout";
    SERVER_STATS_HOST = "server.stats-host", "text or none: address on which it tells of itself to whoever connects", "uWSGI stats";
    SERVER_CONTROL_HOST = "server.control-host", "text or none: address on which programs are started and stopped without a password", "supervisor inet_http_server";
    SERVER_SHOWS_ERRORS = "server.shows-errors", "truth value: the text of a crash is sent to the visitor", "uWSGI catch-exceptions";
    SERVER_NAMES_RELEASE = "server.names-release", "truth value: answers and error pages name the server's release", "nginx server_tokens; Apache ServerTokens";
    PROXY_TARGET = "proxy.target", "text: where a web server hands requests on to", "nginx proxy_pass; Apache ProxyPass; Caddy reverse_proxy";
    PROXY_FRONT_OF = "proxy.front-of", "text: the environment that a web server stands in front of, and that is not reached past it", "nginx proxy_pass to a service of the same project; Traefik labels";
    PROXY_TARGET_FROM_REQUEST = "proxy.target-from-request", "truth value: whoever asks chooses the machine that a request is handed on to", "nginx proxy_pass with $host, $arg_…";
    PROXY_HOST_HEADER = "proxy.host-header", "text: the Host that is handed on", "nginx proxy_set_header Host";
    SERVER_TLS_VERSIONS = "server.tls-versions", "list of text: `SSLv3`, `TLSv1`, `TLSv1.1`, `TLSv1.2`, `TLSv1.3`", "nginx ssl_protocols; Apache SSLProtocol; Traefik minVersion";
    SERVER_TLS_CIPHERS = "server.tls-ciphers", "text: a list of ciphers as OpenSSL reads it", "nginx ssl_ciphers; Apache SSLCipherSuite";
    SERVER_LISTING = "server.listing", "truth value: folders without an index page are listed", "nginx autoindex; Apache Options Indexes; Caddy file_server browse";
    SERVER_ALIAS_ESCAPE = "server.alias-escape", "truth value: an address leads out of the folder that is served", "nginx location and alias that do not both end with a slash";
    SERVER_STATUS_PAGE = "server.status-page", "truth value: everybody may read a page about the server", "nginx stub_status; Apache server-status";
    SERVER_DOTFILES = "server.dotfiles", "truth value: files whose names begin with a dot are served", "nginx, Apache: no location or rule that refuses them";
    SERVER_MERGE_SLASHES = "server.merge-slashes", "truth value: `//` in an address counts as `/`", "nginx merge_slashes";
    SERVER_DAV_METHODS = "server.dav-methods", "list of text: methods that write files", "nginx dav_methods; Apache Dav";
    SERVER_HEADER_INJECTION = "server.header-injection", "truth value: whoever asks can put lines of their own into the answer's head", "nginx $uri in return, rewrite, add_header";
    SERVER_OPEN_ACCESS = "server.open-access", "truth value: a list of who may ask does not shut out the others", "nginx allow without deny";
    SERVER_SERVES_ALL = "server.serves-all", "truth value: every container beside it is served, also those that nobody named", "Traefik exposedByDefault";
    SERVER_WAF = "server.waf", "truth value: a filter of requests is on", "nginx modsecurity; Apache SecRuleEngine";
    SERVER_ADMIN_HOST = "server.admin-host", "text or none: address on which whoever connects changes the configuration, without a password", "Caddy admin";
    PROXY_VERIFIES = "proxy.verifies-backend", "truth value: the certificate of the program behind it is checked", "Caddy tls_insecure_skip_verify; Traefik insecureSkipVerify";
    SERVER_TRACE = "server.trace", "truth value: TRACE is answered", "Apache TraceEnable";
    SERVER_ACCESS_LOG = "server.access-log", "text or none", "gunicorn accesslog";
    LOG_LEVEL = "log.level", "text: `DEBUG`, `INFO`, …", "logging.basicConfig(level=), LOG_LEVEL";
    STATIC_FOLDER = "static.folder", "text: path in the tree", "Flask static_folder=";
    STATIC_URL = "static.url", "text: URL prefix", "Flask static_url_path=";
    API_DOCS = "api.docs", "text: URL of an interactive API documentation", "flasgger, flask-restx doc=, FastAPI docs_url=";
    API_DOCS_PERMISSIONS = "api.docs-permissions", "list of dotted names: who may read an interactive documentation", "drf-spectacular SERVE_PERMISSIONS";
    API_SCHEMA = "api.schema", "text or none: URL of an API description", "FastAPI openapi_url=";
    API_AUTHENTICATION = "api.authentication", "list of dotted names", "DRF DEFAULT_AUTHENTICATION_CLASSES";
    API_PERMISSIONS = "api.permissions", "list of dotted names", "DRF DEFAULT_PERMISSION_CLASSES";
    API_RENDERERS = "api.renderers", "list of dotted names", "DRF DEFAULT_RENDERER_CLASSES";
    ADMIN_PANEL = "admin.panel", "text: URL of an admin interface", "Flask-Admin, Django admin";
    RATE_LIMIT = "app.rate-limit", "truth value: requests are limited in number", "Flask-Limiter";
    SERVICE_KIND = "service.kind", "text: the product, `redis`, `postgresql`, `mysql`, `mongodb`, `memcached`, `rabbitmq`, …", "the file's format; the name of an image";
    SERVICE_LISTEN = "service.listen", "list of text: addresses it binds, `*` for every interface, `/…` for a local socket", "redis bind; postgresql listen_addresses; mongod net.bindIp; my.cnf bind-address";
    SERVICE_PUBLISHED = "service.published", "list of text: `ADDRESS:PORT` under which it is reached from outside of its container; empty where only containers of its networks reach it; one of several with an unknown one where an address cannot be told", "compose ports; Kubernetes Service of type NodePort or LoadBalancer";
    SERVICE_AUTHENTICATION = "service.authentication", "truth value: whoever connects has to prove who they are", "redis requirepass, ACL; pg_hba methods; mongod security.authorization; POSTGRES_HOST_AUTH_METHOD";
    SERVICE_TLS = "service.tls", "truth value: connections are encrypted", "postgresql ssl; redis tls-port; mongod net.tls.mode; my.cnf require_secure_transport";
    SERVICE_PORT = "service.port", "number, or list of numbers", "redis port; postgresql port; mongod net.port";
    SERVICE_REFUSES_STRANGERS = "service.refuses-strangers", "truth value: other machines are refused, whatever it listens on", "redis protected-mode; rabbitmq loopback_users";
    SERVICE_CLIENTS = "service.clients", "list of text: addresses of the clients that a rule of access speaks of", "pg_hba addresses";
    LOGIN_IN_CLEAR = "login.in-clear", "text or none: the service through which people log in unencrypted", "vsftpd ssl_enable; telnet, rsh of inetd and xinetd";
    FTP_ANONYMOUS = "ftp.anonymous", "truth value: everybody is let in without an account", "vsftpd anonymous_enable";
    SSH_ROOT_LOGIN = "ssh.root-login", "text: `yes`, `no`, `prohibit-password`, `forced-commands-only`", "sshd PermitRootLogin";
    SSH_PASSWORD_LOGIN = "ssh.password-login", "truth value: a password opens a session", "sshd PasswordAuthentication, KbdInteractiveAuthentication";
    SSH_EMPTY_PASSWORDS = "ssh.empty-passwords", "truth value: accounts without a password can be logged in to", "sshd PermitEmptyPasswords";
    SSH_PROTOCOL = "ssh.protocol", "list of numbers: versions that are spoken", "sshd Protocol";
    SSH_CIPHERS = "ssh.ciphers", "list of text", "sshd Ciphers";
    SSH_MACS = "ssh.macs", "list of text", "sshd MACs";
    SSH_KEY_EXCHANGE = "ssh.key-exchange", "list of text", "sshd KexAlgorithms";
    DOCKER_CONFINES = "docker.confines", "truth value: the option of dockerd that the scope names confines containers, or what they are made of", "daemon.json: icc, userns-remap, no-new-privileges, insecure-registries, …; the same on dockerd's command line";
    SSH_X11_FORWARDING = "ssh.x11-forwarding", "truth value", "sshd X11Forwarding";
    CONTAINER_IMAGE = "container.image", "text: reference of the image that it runs or is built on, with tag or digest; in a scope `stage …`, of one that is only used while building", "FROM; compose image; containers[].image";
    CONTAINER_USER = "container.user", "text: name or number of the account that its program runs as, `root` for 0", "USER; compose user; securityContext.runAsUser, runAsNonRoot";
    CONTAINER_SUDO = "container.sudo", "truth value: an account inside becomes root without a password", "NOPASSWD:ALL in a Dockerfile";
    CONTAINER_PRIVILEGED = "container.privileged", "truth value: it may do everything that the machine's root may", "compose privileged; securityContext.privileged";
    CONTAINER_ESCALATION = "container.privilege-escalation", "truth value: its programs may gain rights (set-user-id)", "allowPrivilegeEscalation; no-new-privileges";
    CONTAINER_CAPABILITY = "container.capability", "text or none: a capability that is added, in upper case without CAP_; one setting for each", "cap_add; capabilities.add";
    CONTAINER_NAMESPACE = "container.host-namespace", "text or none: `network`, `pid`, `ipc`, `uts` or `user` of the machine that it shares; one setting for each", "network_mode: host, pid: host; hostNetwork, hostPID, hostIPC";
    CONTAINER_UNCONFINED = "container.unconfined", "text: a confinement that is switched off", "security_opt: seccomp:unconfined; seccompProfile";
    CONTAINER_HOST_PATH = "container.host-path", "text or none: a path of the machine that it sees; one setting for each mount", "volumes; hostPath";
    CONTAINER_HOST_PATH_READ_ONLY = "container.host-path-read-only", "truth value: that path cannot be written to", "`:ro`; readOnly";
    CONTAINER_PUBLISHED = "container.published", "text or none: `ADDRESS:PORT` of the machine that leads into it; one setting for each port of the container, in the scope `port NUMBER/PROTOCOL`", "compose ports; hostPort; Kubernetes Service of type NodePort or LoadBalancer";
    CONTAINER_MEMORY_LIMIT = "container.memory-limit", "text or none, as written", "mem_limit, deploy.resources; resources.limits";
    CONTAINER_CPU_LIMIT = "container.cpu-limit", "text or none, as written", "cpus, deploy.resources; resources.limits";
    CONTAINER_DEFAULT_TOKEN = "container.default-token", "truth value: the token of the name space's default service account is mounted", "automountServiceAccountToken, serviceAccountName";
    CONTAINER_DOWNLOAD = "container.unchecked-download", "text or none: what a step of the build fetches and uses unchecked; one setting for each", "RUN curl … | sh; ADD https://…";
    CLOUD_BUCKET_PUBLIC = "cloud.bucket.public", "truth value: everybody can read or write what a bucket holds", "acl, bucket policies, container_access_type, members of roles; switches that take them out of force counted in";
    CLOUD_BUCKET_BLOCK = "cloud.bucket.public-block", "truth value: the switch that keeps the public out of a bucket is on", "aws_s3_bucket_public_access_block; PublicAccessBlockConfiguration; allow_nested_items_to_be_public";
    CLOUD_INGRESS = "cloud.ingress", "map of `sources` (address ranges), `protocol` and `ports` (`22`, `8000-8100`, `*`): one rule that lets traffic in", "ingress, aws_security_group_rule, SecurityGroupIngress, security_rule, google_compute_firewall allow";
    CLOUD_DATABASE_PUBLIC = "cloud.database.public", "truth value: the database, or a copy of it, can be reached from everywhere", "publicly_accessible, authorized_networks, firewall rules, shared_accounts";
    CLOUD_ENCRYPTED = "cloud.encrypted", "truth value: what is stored is encrypted at rest", "storage_encrypted, encrypted, at_rest_encryption_enabled, kms_master_key_id";
    CLOUD_GRANT = "cloud.grant", "map of `to` (`identity`, `thing`, `trust`), `who`, `may`, `on`, `limited` (by a condition) and `all-but`: one statement that allows something", "policies of IAM, azurerm_role_definition, google_*_iam_member";
    CLOUD_METADATA_TOKEN = "cloud.metadata-token", "truth value: the metadata of a machine is given out for a token only", "metadata_options http_tokens; MetadataOptions HttpTokens; disable-legacy-endpoints";
    CLOUD_AUDIT_LOG = "cloud.audit-log", "truth value: it is written down who did what", "aws_cloudtrail enable_logging, access_logs, flow logs";
    CONTAINER_ADMIN_TOOL = "container.admin-tool", "text or none: `ADDRESS:PORT` under which a tool for administrators is reached; one setting for each port", "images of phpMyAdmin, Adminer, Flower, Portainer, …";
    CONTAINER_SECRET_FILE = "container.secret-file", "text or none: a private file that is copied into the image; one setting for each", "COPY .env";
    CI_SECRET = "ci.secret", "secret or none: a credential that a pipeline's file holds", "env, with of GitHub; variables of GitLab";
    CI_PERMISSIONS = "ci.permissions", "text: `write-all`, `read-all`, `named`", "GitHub permissions";
    CI_UNTRUSTED_CODE = "ci.untrusted-code", "truth value: a job with the project's own rights fetches and runs what a stranger wrote", "GitHub pull_request_target and actions/checkout ref";
    CI_INJECTION = "ci.injection", "map of `expression` and `privileged` (it runs with the project's own rights): what a stranger wrote is put into a script", "GitHub ${{ github.event… }} in run";
    SQL_ECHO = "app.sql-echo", "truth value: every statement is logged", "SQLALCHEMY_ECHO";
}
