//! Credentials inside connection strings.

/// What a URL carries before its host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Credentials<'t> {
    /// The account; empty for `redis://:password@host`.
    pub user: &'t str,
    /// The password as written.
    pub password: &'t str,
    /// Scheme and host, without the credentials: `postgresql://db:5432`.
    pub service: String,
    /// Where the URL starts in the text, in bytes.
    pub at: usize,
}

/// The first URL with a password in a text.
#[must_use]
pub fn credentials(text: &str) -> Option<Credentials<'_>> {
    text.match_indices("://").find_map(|(at, _)| at_scheme(text, at))
}

fn at_scheme(text: &str, at: usize) -> Option<Credentials<'_>> {
    let scheme_from = text[..at]
        .rfind(|c: char| !(c.is_ascii_alphanumeric() || "+-.".contains(c)))
        .map_or(0, |p| p + text[p..].chars().next().map_or(1, char::len_utf8));
    let scheme = &text[scheme_from..at];
    let rest = &text[at + 3..];
    let end = rest.find(|c: char| "/?#'\"`<> ,;)\\".contains(c) || c.is_whitespace()).unwrap_or(rest.len());
    let (userinfo, host) = rest[..end].rsplit_once('@')?;
    let (user, password) = userinfo.split_once(':')?;
    let fine = scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && is_real(password)
        && !user.contains(['{', '$', '<', '%']);
    (fine && !host.is_empty() && !is_placeholder(user, password)).then(|| Credentials {
        user,
        password,
        service: format!("{scheme}://{host}"),
        at: scheme_from,
    })
}

fn is_real(password: &str) -> bool {
    !password.is_empty()
        && !password.contains(['{', '}', '$', '<', '*', '[', '%'])
        && !password.contains("...")
        && password.chars().any(char::is_alphanumeric)
}

/// `user:password@`, `username:pass@`: how documentation writes that something goes there.
fn is_placeholder(user: &str, password: &str) -> bool {
    const USERS: &[&str] = &[
        "user",
        "username",
        "usr",
        "login",
        "name",
        "youruser",
        "your_user",
        "myuser",
        "uname",
        "me",
        "foo",
        "u",
        "usuario",
    ];
    const PASSWORDS: &[&str] = &[
        "password",
        "pass",
        "passwd",
        "pw",
        "pwd",
        "secret",
        "xxx",
        "xxxx",
        "yourpassword",
        "your_password",
        "mypassword",
        "bar",
        "p",
        "token",
        "senha",
    ];
    let (user, password) = (user.to_ascii_lowercase(), password.to_ascii_lowercase());
    let blank = password.chars().all(|c| c == 'x');
    blank || (USERS.contains(&user.as_str()) && PASSWORDS.contains(&password.as_str()))
}

/// The password of a connection string in keywords: `host=db user=app password=…`, `Server=…;Pwd=…`.
#[must_use]
pub fn keyed_password(text: &str) -> Option<&str> {
    let lower = text.to_ascii_lowercase();
    let names_server = ["host=", "server=", "dbname=", "database=", "uid=", "user id=", "accountname=", "endpoint="]
        .iter()
        .any(|k| lower.contains(k));
    if !names_server {
        return None;
    }
    ["password=", "pwd=", "accountkey=", "sharedaccesskey="].iter().find_map(|key| {
        let from = lower.find(key)? + key.len();
        let value = &text[from..];
        let end = value.find(|c: char| c.is_whitespace() || ";&'\"".contains(c)).unwrap_or(value.len());
        is_real(&value[..end]).then_some(&value[..end])
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_password_of_a_url() {
        let url = "x = postgresql+psycopg2://shop:hunter2@db:5432/shop?x=1";
        let found = credentials(url).expect("has a password");
        assert_eq!((found.user, found.password), ("shop", "hunter2"));
        assert_eq!(found.service, "postgresql+psycopg2://db:5432");
        assert_eq!(found.at, 4);
    }

    #[test]
    fn urls_without_a_password_of_their_own() {
        let none = [
            "https://example.com/a@b:c",
            "redis://cache:6379/0",
            "postgresql://user:password@localhost/db",
            "postgresql://{user}:{password}@{host}/db",
            "amqp://$USER:$PASS@host//",
            "https://github.com/a:b",
            "mysql://root:***@db",
        ];
        for text in none {
            assert_eq!(credentials(text), None, "{text}");
        }
    }

    #[test]
    fn the_password_of_a_keyword_string() {
        assert_eq!(keyed_password("host=db user=app password=hunter2 dbname=x"), Some("hunter2"));
        assert_eq!(keyed_password("Server=tcp:db;Uid=sa;Pwd=hunter2;"), Some("hunter2"));
        assert_eq!(keyed_password("password=hunter2"), None);
    }
}
