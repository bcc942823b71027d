//! Errors of databases and their drivers that reach an answer, with the address that they give away.

use super::frames::plain;

/// What an error tells.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Leak {
    /// The product (`MongoDB`).
    pub(crate) product: &'static str,
    /// The port that it listens on unless told otherwise.
    pub(crate) default_port: Option<u16>,
    /// The host that the message names, and its port where it names that, too.
    pub(crate) address: Option<(String, Option<u16>)>,
}

/// A product, the port that it has by default, and words that only messages of it or of its drivers have.
type Row = (&'static str, Option<u16>, &'static [&'static str]);

const PRODUCTS: &[Row] = &[
    (
        "MongoDB",
        Some(27017),
        &[
            "MongoServerError",
            "MongoNetworkError",
            "MongoError: ",
            "pymongo.errors.",
            "ServerSelectionTimeoutError",
            "E11000 duplicate key",
            "BSONTypeError",
            "Cast to ObjectId failed",
            "MongoServerSelectionError",
            "<TopologyDescription ",
        ],
    ),
    (
        "PostgreSQL",
        Some(5432),
        &[
            "psycopg2.",
            "psycopg.errors",
            "asyncpg.exceptions",
            "org.postgresql.util.PSQLException",
            "PG::",
            "connection to server at \"",
            "pg_hba.conf entry",
            "SQLSTATE[08006]",
            "SQLSTATE[42P01]",
        ],
    ),
    (
        "MySQL",
        Some(3306),
        &[
            "You have an error in your SQL syntax",
            "pymysql.err.",
            "MySQLdb.",
            "mysql.connector.errors",
            "com.mysql.",
            "Can't connect to MySQL server",
            "Access denied for user '",
            "ER_PARSE_ERROR",
            "SQLSTATE[HY000] [2002]",
            "SQLSTATE[HY000] [1045]",
        ],
    ),
    ("Oracle Database", Some(1521), &["ORA-00", "ORA-01", "ORA-12", "cx_Oracle.", "oracledb.exceptions"]),
    (
        "SQL Server",
        Some(1433),
        &[
            "Unclosed quotation mark after the character string",
            "System.Data.SqlClient.",
            "Microsoft OLE DB Provider for SQL Server",
            "pyodbc.",
        ],
    ),
    (
        "SQLite",
        None,
        &[
            "sqlite3.OperationalError",
            "sqlite3.IntegrityError",
            "SQLITE_ERROR",
            "(sqlite3.",
            "SQLite3::",
            "no such table: ",
            "no such column: ",
            "unrecognized token: \"",
        ],
    ),
    (
        "Redis",
        Some(6379),
        &[
            "redis.exceptions.",
            "Error 111 connecting to ",
            "Error -2 connecting to ",
            "WRONGTYPE Operation against a key",
            "ReplyError: ",
            "NOAUTH Authentication required",
        ],
    ),
    (
        "Elasticsearch",
        Some(9200),
        &["elasticsearch.exceptions", "search_phase_execution_exception", "index_not_found_exception"],
    ),
    ("a database that SQLAlchemy speaks to", None, &["sqlalchemy.exc.", "[SQL: "]),
];

/// What an error in a body tells of a database.
pub(crate) fn leak(body: &str) -> Option<Leak> {
    let body = &plain(body);
    if let Some((product, default_port, _)) = PRODUCTS.iter().find(|row| row.2.iter().any(|words| body.contains(words)))
    {
        return Some(Leak { product, default_port: *default_port, address: address(body) });
    }
    // A refused connection alone names no product, but its port may.
    let refused = REFUSED.iter().find_map(|words| Some(body.split_once(words)?.1))?;
    let (host, port) = at_start(refused)?;
    let known = PRODUCTS.iter().find(|row| row.1 == Some(port));
    let (product, default_port) = known.map_or((ANOTHER, None), |row| (row.0, row.1));
    Some(Leak { product, default_port, address: Some((host, Some(port))) })
}

/// What stands behind a port that nobody knows.
const ANOTHER: &str = "a connection to another service";

/// Words of Node, asyncio, Go and Ruby with the address right behind them.
const REFUSED: &[&str] = &[
    "ECONNREFUSED ",
    "ETIMEDOUT ",
    "EHOSTUNREACH ",
    "Connect call failed (",
    "dial tcp ",
    "Failed to open TCP connection to ",
];

/// `db:5432`, `'db', 5432` at the beginning of a text.
fn at_start(text: &str) -> Option<(String, u16)> {
    if let Some((host, rest)) = text.strip_prefix('\'').and_then(|rest| rest.split_once("', ")) {
        return is_host(host).then(|| Some((host.to_owned(), number(rest)?)))?;
    }
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_')))?;
    let port = number(text[end..].strip_prefix(':')?)?;
    is_host(&text[..end]).then(|| (text[..end].to_owned(), port))
}

/// The first `host:port`, `"host", port 5432` or `'host' (…)` that a message names.
fn address(body: &str) -> Option<(String, Option<u16>)> {
    if let Some((host, rest)) = body.split_once("server at \"").and_then(|(_, rest)| rest.split_once('"')) {
        let port = rest.split_once("port ").and_then(|(_, rest)| number(rest));
        return port.map(|port| (host.to_owned(), Some(port)));
    }
    let bytes = body.as_bytes();
    let written = bytes.iter().enumerate().filter(|(_, b)| **b == b':').find_map(|(at, _)| around(body, at));
    written.map(|(host, port)| (host, Some(port))).or_else(|| mysql(body))
}

/// `Can't connect to MySQL server on 'db' (111)`, which keeps the port back.
fn mysql(body: &str) -> Option<(String, Option<u16>)> {
    let host = body.split_once("MySQL server on '")?.1.split('\'').next()?;
    is_host(host).then(|| (host.to_owned(), None))
}

/// The address around a colon.
fn around(body: &str, colon: usize) -> Option<(String, u16)> {
    let host_byte = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_');
    let start = colon - body.as_bytes()[..colon].iter().rev().take_while(|b| host_byte(b)).count();
    let host = body.get(start..colon)?;
    let rest = body.get(colon + 1..)?;
    let port = number(rest)?;
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    // A time of day, the line of a file and the column behind it look the same.
    let behind = &rest[digits..];
    let ends = !behind.starts_with([':', '.', '/']) || [": ", ". "].iter().any(|end| behind.starts_with(end));
    (ends && port >= 1024 && is_host(host) && !is_file(host)).then(|| (host.to_owned(), port))
}

fn is_host(host: &str) -> bool {
    let named = host.starts_with(|c: char| c.is_ascii_alphanumeric()) && !host.bytes().all(|b| b.is_ascii_digit());
    host.len() > 1 && named && !is_day(host)
}

/// `2026-11-29T10`, as logs begin their lines.
fn is_day(host: &str) -> bool {
    let (year, rest) = host.split_once('-').unwrap_or_default();
    year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit()) && rest.starts_with(|c: char| c.is_ascii_digit())
}

fn is_file(host: &str) -> bool {
    [".py", ".js", ".ts", ".java", ".go", ".rb", ".php", ".rs"].iter().any(|end| host.ends_with(end))
}

fn number(text: &str) -> Option<u16> {
    let digits: &str = &text[..text.bytes().take_while(u8::is_ascii_digit).count()];
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_the_database_is_named_with_its_product() {
        let table = [
            (
                "pymongo.errors.ServerSelectionTimeoutError: 10.0.3.7:27017: [Errno 111] Connection refused",
                "MongoDB",
                Some(("10.0.3.7", Some(27017))),
            ),
            (
                "127.0.0.1:2999: [Errno 111] Connection refused, Topology Description: <TopologyDescription id: 6b0c",
                "MongoDB",
                Some(("127.0.0.1", Some(2999))),
            ),
            (
                "connection to server at \"db.internal\" (10.0.0.2), port 5432 failed: FATAL",
                "PostgreSQL",
                Some(("db.internal", Some(5432))),
            ),
            (
                "{\"error\": \"connection to server at \\\"10.0.0.2\\\", port 2999 failed: Connection refused\\n\"}",
                "PostgreSQL",
                Some(("10.0.0.2", Some(2999))),
            ),
            (
                "(2003, \"Can't connect to MySQL server on 'db' ([Errno 111] Connection refused)\")",
                "MySQL",
                Some(("db", None)),
            ),
            ("{\"error\": \"connect ECONNREFUSED 172.18.0.3:6379\"}", "Redis", Some(("172.18.0.3", Some(6379)))),
            ("Error 111 connecting to cache:2999. Connection refused.", "Redis", Some(("cache", Some(2999)))),
            ("{\"error\": \"connect ECONNREFUSED 172.18.0.3:2999\"}", ANOTHER, Some(("172.18.0.3", Some(2999)))),
            ("[Errno 111] Connect call failed ('10.0.0.2', 5432)", "PostgreSQL", Some(("10.0.0.2", Some(5432)))),
            ("dial tcp 10.0.0.2:2999: connect: connection refused", ANOTHER, Some(("10.0.0.2", Some(2999)))),
            ("sqlite3.OperationalError: no such table: users", "SQLite", None),
            ("{\"error\": \"no such table: users\"}", "SQLite", None),
        ];
        for (body, product, expected) in table {
            let found = leak(body).unwrap_or_else(|| panic!("{body}"));
            assert_eq!(found.product, product);
            assert_eq!(found.address, expected.map(|(host, port)| (host.to_owned(), port)), "{body}");
        }
    }

    #[test]
    fn times_and_lines_of_files_are_no_addresses() {
        assert_eq!(address("at 12:3000 in app.py:1234 on 2026-11-29T10:2030"), None);
        assert_eq!(leak("Our office is open from 10:00, see shop.example:8080."), None);
        assert_eq!(leak("The connection to shop.example:8080 timed out: Connection refused."), None);
    }
}
