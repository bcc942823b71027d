//! Credentials written in Python code.

mod calls;
mod compare;
mod fallback;
mod refused;
mod row;
mod sql;

use ruff_python_ast::{Expr, ExprCall, ExprDict, Parameters};

use super::scope::Scopes;
use super::value;
use crate::source::literals;
use refused::Refused;
use row::Bound;

pub use refused::turns_away;
pub use row::Rows;

/// A value is bound to a name, an attribute or an item.
pub fn assigned<'e>(scopes: &Scopes<'e>, target: &Expr, set_to: &'e Expr, rows: &mut Rows<'e>) {
    let Some(name) = target_name(scopes, target) else { return };
    if is_refused(scopes, target, set_to, rows) {
        return;
    }
    fallback::alternative(scopes, &name, set_to, rows);
    accounts(scopes, &name, set_to, rows);
    let user = user_beside(scopes, &name);
    let at = rows.found.len();
    rows.bound(scopes, &Bound { name: &name, value: set_to, user: user.as_deref(), in_call: false });
    if let Some(row) = rows.found.get_mut(at).filter(|row| row.service.is_none()) {
        row.service = mail_server(scopes, &name);
    }
}

/// A constant of the module that its code only compares with, to turn away who uses it.
fn is_refused<'e>(scopes: &Scopes<'e>, target: &Expr, set_to: &Expr, rows: &mut Rows<'e>) -> bool {
    let Expr::Name(name) = target else { return false };
    let is_credential = || literals::sense(&name.id).is_some() && row::literal_in(set_to).is_some();
    scopes.module.value_of(&name.id).is_some()
        && is_credential()
        && rows.refused.get_or_insert_with(|| Refused::of(scopes.module.file.body())).holds(&name.id)
}

/// Names of tables from accounts to their passwords.
const TABLES: &[&str] =
    &["users", "accounts", "logins", "passwords", "credentials", "user_db", "users_db", "userdb", "auth_users"];

/// `users = {"admin": generate_password_hash("…")}`, `users = [("admin", "…")]`
fn accounts(scopes: &Scopes<'_>, name: &str, table: &Expr, rows: &mut Rows<'_>) {
    if !TABLES.contains(&name.to_ascii_lowercase().as_str()) {
        return;
    }
    for (user, value) in entries(table) {
        let known = row::literal_in(value).is_some_and(|l| {
            let text = String::from_utf8_lossy(&l.bytes);
            l.hashed || literals::accepts(literals::Sense::Password, "password", &text, false)
        });
        if known {
            rows.bound(scopes, &Bound { name: "password", value, user: Some(&user), in_call: true });
        }
    }
}

/// Names with what stands beside them: entries of a dictionary, or pairs in a list.
fn entries(table: &Expr) -> Vec<(String, &Expr)> {
    match table {
        Expr::Dict(dict) => dict.items.iter().filter_map(|i| Some((key(i.key.as_ref()?)?, &i.value))).collect(),
        Expr::List(list) => list.elts.iter().filter_map(pair).collect(),
        _ => Vec::new(),
    }
}

fn pair(row: &Expr) -> Option<(String, &Expr)> {
    match row.as_tuple_expr()?.elts.as_slice() {
        [name, value] => Some((key(name)?, value)),
        _ => None,
    }
}

/// `ADMIN_USERNAME` of `ADMIN_PASSWORD`, where the module sets both.
fn user_beside(scopes: &Scopes<'_>, name: &str) -> Option<String> {
    let at = name.len().checked_sub("PASSWORD".len())?;
    let prefix = name.get(..at).filter(|_| name.ends_with("PASSWORD"))?;
    let account = |end: &&str| {
        let value = scopes.module.value_of(&format!("{prefix}{end}"))?;
        row::user(scopes, end, value)
    };
    ["USERNAME", "USER", "LOGIN", "EMAIL"].iter().find_map(account)
}

/// The server that `SMTP_PASSWORD` is for, where the module names it beside.
fn mail_server(scopes: &Scopes<'_>, name: &str) -> Option<String> {
    let prefix = name.strip_suffix("PASSWORD")?;
    ["SMTP_", "MAIL_", "EMAIL_"].iter().find(|mail| prefix.ends_with(**mail))?;
    let host = |end: &&str| value::text(scopes, scopes.module.value_of(&format!("{prefix}{end}"))?);
    let host = ["HOST", "SERVER"].iter().find_map(host).filter(|host| !host.is_empty())?;
    Some(format!("smtp://{host}"))
}

/// Entries of a dictionary, beside the account that stands in the same dictionary.
pub fn dict(scopes: &Scopes<'_>, dict: &ExprDict, rows: &mut Rows<'_>) {
    let entries = || dict.items.iter().filter_map(|item| Some((key(item.key.as_ref()?)?, &item.value)));
    let entries: Vec<(String, &Expr)> = entries().collect();
    let user = row::user_among(scopes, entries.iter().map(|(key, value)| (key.as_str(), *value)));
    for (key, value) in &entries {
        if key.to_ascii_lowercase().contains("example") {
            rows.example(value);
        }
        rows.bound(scopes, &Bound { name: key, value, user: user.as_deref(), in_call: false });
    }
}

/// Arguments of a call.
pub fn call<'e>(scopes: &Scopes<'e>, call: &'e ExprCall, rows: &mut Rows<'_>) {
    fallback::read(scopes, call, rows);
    calls::arguments(scopes, call, rows);
}

/// Defaults of a function's parameters.
pub fn parameters(scopes: &Scopes<'_>, parameters: &Parameters, rows: &mut Rows<'_>) {
    for parameter in parameters.iter_non_variadic_params() {
        if let Some(default) = &parameter.default {
            let name = parameter.name().as_str();
            rows.bound(scopes, &Bound { name, value: default, user: None, in_call: false });
        }
    }
}

/// Any other expression: comparisons with a password, text with a URL or a statement in it.
pub fn expression(scopes: &Scopes<'_>, expr: &Expr, rows: &mut Rows<'_>) {
    match expr {
        Expr::Compare(_) | Expr::BoolOp(_) => compare::logical(scopes, expr, rows),
        Expr::StringLiteral(literal) => {
            let text = literal.value.to_str();
            if is_url(text) {
                rows.url(scopes, "URL", expr, text);
            }
            sql::statement(scopes, expr, text, rows);
        }
        Expr::FString(_) => {
            if let Some(text) = row::outline(expr).filter(|text| is_url(text)) {
                rows.url(scopes, "URL", expr, &text);
            }
        }
        _ => {}
    }
}

/// The whole text is one URL, not a sentence with one in it.
fn is_url(text: &str) -> bool {
    text.contains("://") && text.starts_with(|c: char| c.is_ascii_alphabetic()) && !text.contains(char::is_whitespace)
}

/// `DB_PASSWORD`, `self.password`, `config["password"]`.
fn target_name(scopes: &Scopes<'_>, target: &Expr) -> Option<String> {
    match target {
        Expr::Name(name) => Some(name.id.to_string()),
        Expr::Attribute(attribute) => Some(attribute.attr.to_string()),
        Expr::Subscript(subscript) => value::text(scopes, &subscript.slice),
        _ => None,
    }
}

fn key(expr: &Expr) -> Option<String> {
    match expr {
        Expr::StringLiteral(literal) => Some(literal.value.to_str().to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use sneck_model::{Kind, Literal, LiteralForm};

    use crate::source::python::{PythonFile, scan};
    use crate::tree::File;

    fn literals(source: &str) -> Vec<Literal> {
        let file = File::new("shop.py", source);
        scan::file(&PythonFile::new(&file)).literals
    }

    /// Name and form of the only row.
    fn only(source: &str) -> (String, LiteralForm) {
        let found = literals(source);
        assert_eq!(found.len(), 1, "{source}: {found:?}");
        (found[0].name.clone(), found[0].form)
    }

    #[test]
    fn a_password_however_it_is_bound() {
        let named = [
            "DB_PASSWORD = 'hunter2'",
            "self.password = 'hunter2'",
            "app.config['MAIL_PASSWORD'] = 'hunter2'",
            "x = {'host': 'db', 'password': 'hunter2'}",
            "connect(host='db', password='hunter2')",
            "def connect(password='hunter2'): pass",
            "class Config:\n    MAIL_PASSWORD: str = 'hunter2'",
            "PASSWORD = b'hunter2'.decode()",
            "if form.password == 'hunter2': pass",
        ];
        for source in named {
            assert_eq!(only(source).1, LiteralForm::Named, "{source}");
        }
    }

    #[test]
    fn the_default_of_an_environment_read_is_a_fallback() {
        let fallbacks = [
            "import os\nP = os.environ.get('DB_PASSWORD', 'password')",
            "from os import getenv\nP = getenv('DB_PASSWORD', 'password')",
            "import os\nP = os.environ.get('DB_PASSWORD') or 'password'",
            "from decouple import config\nP = config('DB_PASSWORD', default='password')",
            "P = env.str('DB_PASSWORD', 'password')",
            "U = env.str('DB_PASSWORD', 'redis://:hunter2@cache:6379/1')",
        ];
        for source in fallbacks {
            assert_eq!(only(source), ("DB_PASSWORD".into(), LiteralForm::Fallback), "{source}");
        }
    }

    #[test]
    fn an_account_and_its_password() {
        let pairs = [
            "User(username='admin', password='admin')",
            "User(username='admin', password=generate_password_hash('password'))",
            "x = {'user': 'root', 'password': 'root'}",
            "requests.get(url, auth=('admin', 'admin'))",
            "User.objects.create_superuser('admin', 'a@b.c', 'password')",
            "u = User(username='admin')\nu.set_password('password')",
            "if username == 'admin' and password == 'password': pass",
            "ADMIN_USERNAME = 'admin'\nADMIN_PASSWORD = 'letmein'",
            "users = {'ada': generate_password_hash('hello')}",
            "users = [('ada', '123123123')]",
            "User('admin', 'admin')",
            "User(name='ada', password='hunter2')",
            "def login(): pass\nsmtp.login('a@b.c', 'hunter2')",
            "def register(username, password, email): pass\nregister('admin', 'pass1', 'a@b.c')",
            "db.execute(\"INSERT INTO users (username, password) VALUES ('admin', 'admin')\")",
        ];
        for source in pairs {
            assert_eq!(only(source).1, LiteralForm::Pair, "{source}");
        }
    }

    #[test]
    fn a_url_with_a_password() {
        assert_eq!(
            only("DATABASE_URL = 'postgresql://shop:hunter2@db/shop'"),
            ("DATABASE_URL".into(), LiteralForm::Url)
        );
        assert_eq!(only("connect(f'mysql://root:hunter2@{host}/db')").1, LiteralForm::Url);
    }

    #[test]
    fn what_only_speaks_of_passwords() {
        let quiet = [
            "password = None",
            "password = ''",
            "password = request.form['password']",
            "PASSWORD = 'password'",
            "labels = {'username': 'Username', 'password': 'Password'}",
            "PasswordField('Password', render_kw={'placeholder': 'Password'})",
            "fields = {'user': 'user', 'password': 'password'}",
            "TOKEN_URL = 'https://x/oauth/token'",
            "token = '('",
            "x = request.form.get('password', 'x1y2z3')",
            "'''postgresql://shop:hunter2@db/shop'''",
            "Model(example={'username': 'bob', 'password': 'hunter2'})",
            "help_text = 'Use user:password@host'",
            "P = os.environ['DB_PASSWORD']",
            "users = {'ada': 'Ada Lovelace', 'bob': 'editor'}",
            "users = [('ada', 'Ada Lovelace'), ('bob', 'editor'), ('eve', 'x1', 'reader')]",
            "User('ada', 'lovelace')",
            "x = {'name': 'password', 'type': 'string'}",
            "def verify(password, stored): pass\nverify('abc123cba321', '$2b$12$JdHtJOlkPFwyxdjdygEzPO')",
            "def verify(password, stored): pass\ndef fake_check(x):\n    return verify('abc123cba321', x)",
        ];
        for source in quiet {
            assert!(literals(source).is_empty(), "{source}: {:?}", literals(source));
        }
    }

    #[test]
    fn a_password_for_mail_names_the_server_that_takes_it() {
        let service = |host: &str| {
            let found = literals(&format!("SMTP_HOST = {host}\nSMTP_USER = 'shop'\nSMTP_PASSWORD = 'shop'\n"));
            found[0].service.clone()
        };
        assert_eq!(service("'localhost'").as_deref(), Some("smtp://localhost"));
        assert_eq!(service("find()"), None);
    }

    #[test]
    fn what_stands_under_examples_is_an_example() {
        let found = literals("X = {'connection_examples': [{'url': 'db://admin:admin@demo.host/x'}]}");
        assert_eq!(found.iter().map(|l| l.kind).collect::<Vec<_>>(), [Kind::Example]);
        let label = literals(
            "X = {'info.private_key': 'Service Account Private Key', 'client_secret': 'OAuth2 Client Secret'}",
        );
        assert!(label.is_empty(), "{label:?}");
    }

    #[test]
    fn a_password_that_is_only_refused_is_nobodys() {
        let refused = [
            "LEGACY_PASSWORD = 'hunter2'\ndef f(password):\n    return password != LEGACY_PASSWORD\n",
            "LEGACY_PASSWORD = 'hunter2'\nif store.authenticate_user('admin', LEGACY_PASSWORD): warn()\n",
            "FIRST_PASSWORD = 'hunter2'\nif password == FIRST_PASSWORD:\n    raise ValueError\n",
            "FIRST_PASSWORD = 'hunter2'\nif password in (FIRST_PASSWORD, 'x'):\n    return False\n",
            "if password == 'hunter2':\n    raise ValueError\n",
        ];
        for source in refused {
            assert!(literals(source).is_empty(), "{source}: {:?}", literals(source));
        }
        let in_use = [
            "ADMIN_PASSWORD = 'hunter2'\nif password == ADMIN_PASSWORD:\n    login()\n",
            "ADMIN_PASSWORD = 'hunter2'\nif password != ADMIN_PASSWORD:\n    raise ValueError\n",
            "LEGACY_PASSWORD = 'hunter2'\nconnect(password=LEGACY_PASSWORD)\n",
            "LEGACY_PASSWORD = 'hunter2'\n",
            "if password == 'hunter2':\n    login()\n",
            "if not (user == 'admin' and password == 'hunter2'):\n    raise ValueError\n",
        ];
        for source in in_use {
            assert_eq!(literals(source).len(), 1, "{source}");
        }
    }

    #[test]
    fn a_program_that_asks_for_a_token_with_its_own_name_has_no_secret() {
        let asks = |fields: &str, pair: &str| {
            literals(&format!(
                "def token():\n    args = {fields}\n    return requests.post(url, auth={pair}, data=args)\n"
            ))
        };
        assert!(asks("{'grant_type': 'password', 'username': u}", "('particle', 'particle')").is_empty());
        assert_eq!(asks("{'grant_type': 'password'}", "('particle', 'hunter2')").len(), 1);
        assert_eq!(asks("{'grant_type': 'password'}", "('admin', 'admin')").len(), 1);
        assert_eq!(asks("{'query': 'x'}", "('particle', 'particle')").len(), 1);
    }

    #[test]
    fn a_literal_of_a_development_class_is_for_development() {
        let found = literals("class DevelopmentConfig:\n    DB_PASSWORD = 'hunter2'\n");
        assert_eq!(found[0].kind, Kind::Development);
    }
}
