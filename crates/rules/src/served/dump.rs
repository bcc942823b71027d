//! Databases, and what was dumped of them.

use sneck_model::Severity::Critical;

use super::{File, Sort, line_starts};

const fn dump(path: &'static str, proof: fn(&str) -> bool, says: &'static str) -> File {
    File::new(Sort::Dump, path, proof, Critical, says)
}

const SQL: &str = "a dump of a database";
const SQLITE: &str = "a database of SQLite";

pub(super) const FILES: &[File] = &[
    dump("dump.sql", is_sql, SQL),
    dump("backup.sql", is_sql, SQL),
    dump("db.sql", is_sql, SQL),
    dump("database.sql", is_sql, SQL),
    dump("db.sqlite3", is_sqlite, SQLITE),
    dump("db.sqlite", is_sqlite, SQLITE),
    dump("database.db", is_sqlite, SQLITE),
    dump("app.db", is_sqlite, SQLITE).and_static(),
    dump("data.db", is_sqlite, SQLITE),
    dump("instance/app.db", is_sqlite, SQLITE),
    dump("dump.rdb", is_redis, "a dump of Redis"),
];

/// The first lines of mysqldump, mariadb-dump and pg_dump, or statements that make and fill a table.
fn is_sql(body: &str) -> bool {
    let marked = line_starts(body, &["-- MySQL dump", "-- MariaDB dump", "-- PostgreSQL database dump", "PGDMP"]);
    let filled = line_starts(body, &["CREATE TABLE "]) && line_starts(body, &["INSERT INTO "]);
    (marked || filled) && !body.contains("</")
}

/// <https://www.sqlite.org/fileformat.html>, section 1.3.1.
pub(super) fn is_sqlite(body: &str) -> bool {
    body.starts_with("SQLite format 3\0")
}

fn is_redis(body: &str) -> bool {
    body.strip_prefix("REDIS").is_some_and(|rest| rest.bytes().take(4).filter(u8::is_ascii_digit).count() == 4)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dump_is_told_by_its_head_or_its_statements() {
        assert!(
            is_sql("-- PostgreSQL database dump\n") && is_sql("CREATE TABLE a (b int);\nINSERT INTO a VALUES (1);\n")
        );
        assert!(!is_sql("How to write INSERT INTO after CREATE TABLE "));
        assert!(is_sqlite("SQLite format 3\0\u{10}") && !is_sqlite("SQLite format 3 is a format"));
        assert!(is_redis("REDIS0009\u{fffd}") && !is_redis("REDIS is fast"));
    }
}
