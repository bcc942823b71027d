//! Which calls matter, and why: the table that the call scanner looks names up in.

use crate::hash::{Map, Set};
use std::sync::LazyLock;

/// Functions that are told of for one reason.
pub struct Interest {
    /// Full dotted names, separated by spaces; a property that is set stands as its owner's dotted
    /// name and its own. `*.` in front stands for any owner.
    pub functions: &'static str,
    /// Arguments that are secrets: keyword, and position when they can be given by position.
    pub secrets: &'static [(&'static str, Option<usize>)],
    /// When a call is told of.
    pub when: When,
    /// What the rules make of it.
    #[cfg_attr(not(test), expect(dead_code, reason = "documentation that a test demands of every row"))]
    pub why: &'static str,
}

/// When a call of a listed function is told of.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum When {
    /// Every time.
    Always,
    /// When an argument, or the path that the method is called on, comes from the request.
    FromRequest,
    /// When what is logged is a secret or a whole part of the request.
    Sensitive,
    /// When this keyword is given.
    With(&'static str),
}

const fn always(functions: &'static str, why: &'static str) -> Interest {
    Interest { functions, secrets: &[], when: When::Always, why }
}

const fn secret(
    functions: &'static str,
    secrets: &'static [(&'static str, Option<usize>)],
    why: &'static str,
) -> Interest {
    Interest { functions, secrets, when: When::Always, why }
}

const fn from_request(functions: &'static str, why: &'static str) -> Interest {
    Interest { functions, secrets: &[], when: When::FromRequest, why }
}

/// The table.
pub const INTERESTS: &[Interest] = &[
    always(
        "requests.get requests.post requests.put requests.patch requests.delete requests.head \
         requests.options requests.request requests.Session.get requests.Session.post requests.Session.put \
         requests.Session.patch requests.Session.delete requests.Session.head requests.Session.options \
         requests.Session.request requests.Session.send requests.Session.verify",
        "verify=False switches the certificate check off; an http:// address sends in clear",
    ),
    always(
        "httpx.get httpx.post httpx.put httpx.patch httpx.delete httpx.head httpx.options httpx.request \
         httpx.stream httpx.Client httpx.AsyncClient",
        "verify=False switches the certificate check off",
    ),
    always(
        "aiohttp.ClientSession aiohttp.TCPConnector aiohttp.ClientSession.get aiohttp.ClientSession.post \
         aiohttp.ClientSession.put aiohttp.ClientSession.delete aiohttp.ClientSession.request \
         aiohttp.ClientSession.ws_connect",
        "ssl=False and verify_ssl=False switch the certificate check off",
    ),
    always(
        "urllib3.PoolManager urllib3.ProxyManager urllib3.HTTPSConnectionPool urllib3.disable_warnings \
         urllib.request.urlopen http.client.HTTPSConnection websocket.create_connection websockets.connect",
        "cert_reqs=CERT_NONE, an unverified context and silenced warnings are signs of an unchecked certificate",
    ),
    always(
        "ssl._create_unverified_context ssl._create_default_https_context ssl.wrap_socket ssl.SSLContext \
         ssl.create_default_context ssl.SSLContext.verify_mode ssl.SSLContext.check_hostname \
         ssl.SSLContext.minimum_version ssl.SSLContext.set_ciphers ssl.SSLContext.options OpenSSL.SSL.Context",
        "contexts that check nothing or allow old protocols",
    ),
    secret(
        "jwt.encode jose.jwt.encode authlib.jose.jwt.encode jwt.PyJWT.encode",
        &[("key", Some(1))],
        "the key and the algorithm of tokens; a payload without exp never ends",
    ),
    secret(
        "jwt.decode jose.jwt.decode authlib.jose.jwt.decode jwt.PyJWT.decode jwt.get_unverified_header",
        &[("key", Some(1))],
        "the signature may go unchecked, or the algorithms unpinned",
    ),
    secret(
        "itsdangerous.URLSafeTimedSerializer itsdangerous.URLSafeSerializer itsdangerous.Serializer \
         itsdangerous.TimestampSigner itsdangerous.Signer itsdangerous.TimedJSONWebSignatureSerializer \
         itsdangerous.JSONWebSignatureSerializer cryptography.fernet.Fernet hmac.new",
        &[("secret_key", Some(0)), ("key", Some(0))],
        "a signing or encryption key that stands in the code",
    ),
    always(
        "flask.Response.set_cookie starlette.responses.Response.set_cookie aiohttp.web.Response.set_cookie",
        "flags of cookies that the code sets itself",
    ),
    from_request(
        "flask.send_file starlette.responses.FileResponse aiohttp.web.FileResponse flask.send_from_directory flask.Flask.send_static_file \
         flask.current_app.send_static_file open io.open codecs.open aiofiles.open os.open pathlib.Path.open \
         pathlib.Path.read_text pathlib.Path.read_bytes pathlib.Path.write_text pathlib.Path.write_bytes \
         pathlib.Path.unlink pathlib.Path.iterdir os.listdir os.scandir os.remove os.unlink os.rename \
         os.rmdir os.makedirs shutil.copy shutil.copyfile shutil.move shutil.rmtree zipfile.ZipFile \
         tarfile.open linecache.getlines",
        "a file that the request names may lie outside of its folder",
    ),
    secret(
        "smtplib.SMTP smtplib.SMTP_SSL smtplib.SMTP.starttls smtplib.SMTP.login smtplib.SMTP.sendmail \
         smtplib.SMTP.send_message",
        &[("password", Some(1))],
        "mail that is handed over without STARTTLS; credentials sent in clear",
    ),
    always(
        "ftplib.FTP telnetlib.Telnet poplib.POP3 imaplib.IMAP4 nntplib.NNTP ldap3.Server ldap.initialize \
         xmlrpc.client.ServerProxy",
        "protocols without encryption",
    ),
    always(
        "logging.basicConfig logging.config.dictConfig logging.config.fileConfig logging.Logger.setLevel \
         logging.Logger.addHandler logging.disable flask.logging.default_handler structlog.configure \
         loguru.logger.add sentry_sdk.init",
        "whether and what the program logs",
    ),
    Interest {
        functions: "logging.debug logging.info logging.warning logging.error logging.critical logging.exception \
         logging.log logging.Logger.debug logging.Logger.info logging.Logger.warning logging.Logger.warn \
         logging.Logger.error logging.Logger.critical logging.Logger.exception logging.Logger.log",
        secrets: &[],
        when: When::Sensitive,
        why: "secrets and request bodies end up in log files; only such calls are told of",
    },
    always(
        "jinja2.Environment jinja2.Template jinja2.sandbox.SandboxedEnvironment aiohttp_jinja2.setup \
         jinja2.Environment.get_template jinja2.sandbox.SandboxedEnvironment.get_template",
        "templates that do not escape",
    ),
    always("hashlib.md5 hashlib.sha1 hashlib.new crypt.crypt", "fast hashes, which are no protection for passwords"),
    always(
        "werkzeug.security.generate_password_hash flask_bcrypt.generate_password_hash bcrypt.gensalt \
         passlib.hash.md5_crypt.hash passlib.hash.sha1_crypt.hash passlib.hash.plaintext.hash \
         passlib.context.CryptContext",
        "how passwords are kept",
    ),
    secret(
        "psycopg2.connect psycopg.connect psycopg2.pool.SimpleConnectionPool \
         psycopg2.pool.ThreadedConnectionPool asyncpg.connect asyncpg.create_pool pg8000.connect \
         pymysql.connect MySQLdb.connect mysql.connector.connect mysql.connector.pooling.MySQLConnectionPool \
         aiomysql.connect aiomysql.create_pool pyodbc.connect pymssql.connect cx_Oracle.connect \
         oracledb.connect",
        &[("password", None), ("passwd", None), ("pwd", None)],
        "the account that the program uses, its password, and whether the connection is encrypted",
    ),
    secret(
        "pymongo.MongoClient redis.Redis redis.StrictRedis redis.from_url redis.Redis.from_url \
         redis.ConnectionPool sqlalchemy.create_engine elasticsearch.Elasticsearch opensearchpy.OpenSearch \
         pika.ConnectionParameters pika.PlainCredentials pika.URLParameters kombu.Connection celery.Celery \
         cassandra.cluster.Cluster influxdb.InfluxDBClient neo4j.GraphDatabase.driver \
         pymemcache.client.base.Client memcache.Client mongoengine.connect peewee.PostgresqlDatabase \
         peewee.MySQLDatabase kafka.KafkaProducer kafka.KafkaConsumer paho.mqtt.client.Client",
        &[("password", None), ("requirepass", None)],
        "the account that the program uses, its password, and whether the connection is encrypted",
    ),
    always(
        "yaml.load yaml.load_all yaml.unsafe_load yaml.full_load pickle.loads pickle.load cPickle.loads \
         dill.loads marshal.loads shelve.open jsonpickle.decode joblib.load",
        "input that can name code to run",
    ),
    always(
        "paramiko.SSHClient.set_missing_host_key_policy paramiko.AutoAddPolicy paramiko.WarningPolicy \
         asyncssh.connect",
        "SSH servers that are believed unseen",
    ),
    always(
        "lxml.etree.XMLParser lxml.etree.parse lxml.etree.fromstring xml.etree.ElementTree.parse \
         xml.etree.ElementTree.fromstring xml.sax.make_parser xml.sax.xmlreader.XMLReader.setFeature \
         xml.dom.minidom.parseString",
        "XML parsers that follow entities",
    ),
    Interest {
        functions: "flask.url_for",
        secrets: &[],
        when: When::With("_external"),
        why: "a full link carries the host that the request named",
    },
    always("starlette.requests.Request.url_for", "a full link carries the host that the request named"),
    always("*.GraphQLView.as_view", "a console for the API"),
    Interest {
        functions: "*.as_view",
        secrets: &[],
        when: When::With("graphiql"),
        why: "a console for the API, of a project's own class",
    },
    always("wtforms.PasswordField wtforms.fields.PasswordField", "how long a password must be"),
];

static BY_NAME: LazyLock<Map<&'static str, &'static Interest>> =
    LazyLock::new(|| INTERESTS.iter().flat_map(|i| i.functions.split_whitespace().map(move |f| (f, i))).collect());

static LAST_PARTS: LazyLock<Set<&'static str>> =
    LazyLock::new(|| BY_NAME.keys().filter_map(|name| name.rsplit('.').next()).collect());

/// The row of a function.
#[must_use]
pub fn of(function: &str) -> Option<&'static Interest> {
    BY_NAME.get(function).or_else(|| of_any_owner(function)).copied()
}

/// Rows that do not say whose function it is: `*.GraphQLView.as_view`.
fn of_any_owner(function: &str) -> Option<&'static &'static Interest> {
    let starts = function.match_indices('.').map(|(at, _)| at + 1).chain([0]);
    starts.filter_map(|at| BY_NAME.get(format!("*.{}", &function[at..]).as_str())).next()
}

/// Some row ends with that name: a cheap test before names are resolved.
#[must_use]
pub fn may_be(last_part: &str) -> bool {
    LAST_PARTS.contains(last_part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_stands_in_one_row_and_each_row_says_why() {
        let listed: usize = INTERESTS.iter().map(|i| i.functions.split_whitespace().count()).sum();
        assert_eq!(listed, BY_NAME.len());
        assert!(INTERESTS.iter().all(|i| !i.why.is_empty()));
    }
}
