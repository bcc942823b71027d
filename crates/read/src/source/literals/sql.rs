//! Accounts that SQL statements create: rows inserted into a table with a column of passwords.

use std::sync::LazyLock;

use aho_corasick::AhoCorasick;

use super::value;
use super::{name, shape};

/// One account.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Account {
    /// Its name.
    pub user: Option<String>,
    /// Its password, in clear or hashed as the statement has it.
    pub password: String,
    /// The password is stored as a hash that the file does not explain.
    pub hashed: bool,
    /// Another column says that it is an administrator.
    pub admin: bool,
    /// Where the row starts, in bytes.
    pub at: usize,
}

/// The columns of a statement stand within so many bytes.
const HEAD: usize = 8192;
/// A statement may have that many rows.
const ROWS: usize = 1000;

static INSERT: LazyLock<Option<AhoCorasick>> =
    LazyLock::new(|| AhoCorasick::builder().ascii_case_insensitive(true).build(["insert into"]).ok());

/// The accounts of every `INSERT` in a text. A hashed password counts only for administrators.
#[must_use]
pub fn accounts(text: &str) -> Vec<Account> {
    if !INSERT.as_ref().is_none_or(|insert| insert.is_match(text)) {
        return Vec::new();
    }
    let lower = text.to_ascii_lowercase();
    let starts = lower.match_indices("insert into");
    starts.flat_map(|(at, _)| insert(text, &lower, at)).filter(|a| !a.hashed || a.admin).collect()
}

fn insert(text: &str, lower: &str, at: usize) -> Vec<Account> {
    let found = || {
        let head = &lower.as_bytes()[at..lower.len().min(at + HEAD)];
        let open = at + memchr::memchr(b'(', head)?;
        let values = at + memchr::memmem::find(head, b"values")?;
        let (columns, after) = (open < values).then(|| tuple(text, open))??;
        let names: Vec<String> =
            columns.iter().map(|c| c.text.trim_matches(['"', '`', '[', ']', ' ']).to_owned()).collect();
        let password = names.iter().position(|c| name::is_password_column(c))?;
        (after <= values).then_some((names, password, values + "values".len()))
    };
    let Some((names, password, from)) = found() else { return Vec::new() };
    rows(text, from).into_iter().filter_map(|(start, fields)| account(&names, password, &fields, start)).collect()
}

fn account(names: &[String], password: usize, fields: &[Field], at: usize) -> Option<Account> {
    let value = fields.get(password).filter(|f| f.quoted && !value::is_filled_in_elsewhere(&f.text))?;
    let of = |wanted: &dyn Fn(&str) -> bool| names.iter().position(|n| wanted(n)).and_then(|i| fields.get(i));
    let user = of(&|n| name::is_user(n) || n == "name").filter(|f| f.quoted).map(|f| f.text.clone());
    let admin = of(&|n| n.to_ascii_lowercase().contains("admin") || n.contains("superuser") || n == "role");
    let is_admin =
        admin.is_some_and(|f| matches!(f.text.to_ascii_lowercase().as_str(), "1" | "true" | "t" | "admin" | "y"));
    let called_admin = user.as_deref().is_some_and(|u| u.to_ascii_lowercase().contains("admin") || u == "root");
    Some(Account {
        user,
        password: value.text.clone(),
        hashed: shape::is_hash(&value.text),
        admin: is_admin || called_admin,
        at,
    })
}

struct Field {
    text: String,
    quoted: bool,
}

/// The bracketed rows that follow `VALUES`.
fn rows(text: &str, from: usize) -> Vec<(usize, Vec<Field>)> {
    let mut rows = Vec::new();
    let mut at = from;
    while rows.len() < ROWS {
        let gap = text[at..].find(|c: char| !c.is_whitespace() && c != ',');
        let Some(open) = gap.map(|g| at + g).filter(|open| text[*open..].starts_with('(')) else { break };
        let Some((fields, after)) = tuple(text, open) else { break };
        rows.push((open, fields));
        at = after;
    }
    rows
}

/// The fields of a bracket and where it ends. A function around a string, `md5('x')`, is looked through.
fn tuple(text: &str, open: usize) -> Option<(Vec<Field>, usize)> {
    let mut fields = vec![Field { text: String::new(), quoted: false }];
    let mut depth = 0u32;
    let mut quote: Option<char> = None;
    for (at, c) in text[open..].char_indices().take(100_000) {
        let field = fields.last_mut()?;
        match (quote, c) {
            (Some(q), _) if c == q => quote = None,
            (Some(_), _) => field.text.push(c),
            (None, '\'') => {
                quote = Some(c);
                field.quoted = true;
                field.text.clear();
            }
            (None, '(') => depth += 1,
            (None, ')') if depth == 1 => return Some((fields, open + at + 1)),
            (None, ')') => depth -= 1,
            (None, ',') if depth == 1 => fields.push(Field { text: String::new(), quoted: false }),
            (None, _) if !field.quoted && !c.is_whitespace() => field.text.push(c),
            (None, _) => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_administrator_whose_password_is_its_name() {
        let text = "INSERT INTO users (\n name, pwd_hash, is_admin\n)\nVALUES\n ('superadmin', md5('superadmin'), TRUE),\n ('x', md5('it''s'), FALSE);";
        let found = accounts(text);
        assert_eq!(found[0].user.as_deref(), Some("superadmin"));
        assert_eq!((found[0].password.as_str(), found[0].admin), ("superadmin", true));
        assert_eq!(text[..found[0].at].lines().count(), 5);
    }

    #[test]
    fn parameters_and_other_tables_are_none() {
        let none = [
            "INSERT INTO users (name, password) VALUES (?, ?)",
            "INSERT INTO users (name, password) VALUES (%s, %s)",
            "INSERT INTO users (name, password) VALUES ('$name', '$password')",
            "INSERT INTO books (title, price) VALUES ('a', '1')",
            "INSERT INTO users (name, password) VALUES ('bob', '$2b$12$abcdefghijklmnopqrstuv')",
            "insert into users (name, password",
        ];
        for text in none {
            assert_eq!(accounts(text), Vec::new(), "{text}");
        }
    }
}
