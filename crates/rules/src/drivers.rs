//! Packages whose errors tell more than others.

/// A package whose errors tell more than others, and what they tell.
pub(crate) struct Driver {
    pub(crate) package: &'static str,
    pub(crate) tells: &'static str,
}

/// Ports are the ones registered with IANA or named in the product's own documentation.
pub(crate) const DRIVERS: &[Driver] = &[
    Driver { package: "pymongo", tells: "MongoDB's driver names the database's host and port (27017 by default)" },
    Driver { package: "mongoengine", tells: "MongoDB's driver names the database's host and port (27017 by default)" },
    Driver { package: "psycopg2", tells: "PostgreSQL's driver names the host, port (5432 by default) and user" },
    Driver { package: "psycopg", tells: "PostgreSQL's driver names the host, port (5432 by default) and user" },
    Driver { package: "asyncpg", tells: "PostgreSQL's driver names the host, port (5432 by default) and user" },
    Driver { package: "pymysql", tells: "MySQL's driver names the host (port 3306 by default) and user" },
    Driver { package: "MySQLdb", tells: "MySQL's driver names the host (port 3306 by default) and user" },
    Driver { package: "mysql", tells: "MySQL's driver names the host (port 3306 by default) and user" },
    Driver { package: "sqlalchemy", tells: "SQLAlchemy's errors carry the statement with its values" },
    Driver { package: "flask_sqlalchemy", tells: "SQLAlchemy's errors carry the statement with its values" },
    Driver { package: "sqlite3", tells: "SQLite's errors name tables, columns and files" },
    Driver { package: "redis", tells: "the Redis client names the host and port (6379 by default)" },
    Driver { package: "elasticsearch", tells: "the Elasticsearch client names hosts and ports (9200 by default)" },
    Driver { package: "pyodbc", tells: "the ODBC driver names the server and the statement" },
    Driver { package: "oracledb", tells: "Oracle's driver names the host, port (1521 by default) and service" },
    Driver { package: "requests", tells: "the HTTP client names the internal host, port and path that it called" },
    Driver { package: "httpx", tells: "the HTTP client names the internal address that it called" },
    Driver { package: "boto3", tells: "the cloud client names accounts, roles and resources" },
    Driver { package: "botocore", tells: "the cloud client names accounts, roles and resources" },
    Driver { package: "subprocess", tells: "the error carries the whole command that was run" },
];

/// The package of an error, by its dotted name.
pub(crate) fn driver_of(caught: &str) -> Option<&'static Driver> {
    let package = caught.split('.').next()?;
    DRIVERS.iter().find(|d| d.package.eq_ignore_ascii_case(package) && caught.contains('.'))
}
