//! Whether a database, or a dump of one, holds people: told by the names of its tables.

use memchr::memmem;

/// How much of a file is looked at. A SQLite file keeps its schema in its first pages.
const HEAD: usize = 1 << 16;

/// What begins a row of a table in a dump, and a table in SQLite's schema. A dump's schema alone holds nobody.
const IN_DUMPS: [&[u8]; 2] = [b"INSERT INTO ", b"COPY "];
const IN_SQLITE: [&[u8]; 1] = [b"CREATE TABLE "];

/// Words of names of tables that hold people, or what lets somebody act for them.
const WORDS: [&str; 10] =
    ["user", "account", "customer", "member", "employee", "patient", "student", "session", "credential", "password"];

/// The first table of people in a SQLite file or in a dump in SQL.
pub fn table(bytes: &[u8]) -> Option<String> {
    let sqlite = bytes.starts_with(b"SQLite format 3\0");
    let dump = bytes.starts_with(b"--") && memmem::find(&bytes[..bytes.len().min(256)], b"dump").is_some();
    match (sqlite, dump) {
        (true, _) => named(&bytes[..bytes.len().min(HEAD)], &IN_SQLITE),
        (_, true) => named(bytes, &IN_DUMPS),
        _ => None,
    }
}

fn named(bytes: &[u8], before: &[&[u8]]) -> Option<String> {
    before.iter().find_map(|word| memmem::find_iter(bytes, word).find_map(|at| of_people(&bytes[at + word.len()..])))
}

/// The name that stands here, without its schema and quotes.
fn of_people(rest: &[u8]) -> Option<String> {
    let of_name = |byte: &&u8| byte.is_ascii_alphanumeric() || b"_.`\"[]".contains(byte);
    let name: Vec<u8> = rest.iter().take(128).take_while(of_name).copied().collect();
    let name = String::from_utf8(name).ok()?;
    let name = name.rsplit('.').next()?.trim_matches(['`', '"', '[', ']']).to_owned();
    let lower = name.to_ascii_lowercase();
    let words = || lower.split('_').map(|word| word.strip_suffix('s').unwrap_or(word));
    words().any(|word| WORDS.contains(&word)).then_some(name)
}

#[cfg(test)]
mod tests {
    use super::table;

    #[test]
    fn people_are_told_by_the_names_of_tables_that_have_rows() {
        let dump = |rows: &str| table(format!("-- MySQL dump 10.13\n{rows}").as_bytes());
        assert_eq!(dump("INSERT INTO `shop_users` VALUES (1,'a');").as_deref(), Some("shop_users"));
        assert_eq!(dump("INSERT INTO \"public\".\"account\" VALUES (1);").as_deref(), Some("account"));
        assert_eq!(dump("CREATE TABLE `users` (id int);"), None);
        assert_eq!(dump("INSERT INTO `books` VALUES (1,'a');"), None);
        assert_eq!(table(b"INSERT INTO users VALUES (1);"), None, "not a dump");
        let postgres = b"--\n-- PostgreSQL database dump\n--\nCOPY public.auth_user (id, password) FROM stdin;\n";
        assert_eq!(table(postgres).as_deref(), Some("auth_user"));
    }

    #[test]
    fn of_sqlite_the_schema_is_read() {
        assert_eq!(
            table(b"SQLite format 3\0\x10\x00CREATE TABLE \"django_session\" (").as_deref(),
            Some("django_session")
        );
        assert_eq!(table(b"SQLite format 3\0\x10\x00CREATE TABLE places ("), None);
    }
}
