//! Credentials in configuration and data files, and keys of providers in any file.

use std::collections::HashMap;

use sneck_model::{Kind, Literal, LiteralForm};

use super::dockerfile;
use super::entries::{self, Entry};
use super::place::Places;
use super::searched;
use super::sensitive;
use super::shapes::{self, Shape};
use crate::kind;
use crate::source::literals::{self, Sense, connections, providers, sql};
use crate::tree::File;

/// A mapping with more entries is a table of words (emoji, translations), and no configuration.
const TABLE: usize = 200;

/// The rows of a file.
#[must_use]
pub fn of(file: &File) -> Vec<Literal> {
    if shapes::is_passed_over(&file.path) {
        return Vec::new();
    }
    let places = Places::new(&file.path, &file.bytes);
    let kind = kind_of(file);
    let mut rows = provided(file, &places, kind);
    let name = file.name().to_ascii_lowercase();
    let shape = shapes::of(&name);
    if shape.is_none() && searched::is_searched(&file.path) {
        rows.extend(connected(file, &places, kind));
    }
    let (Some(shape), Ok(text)) = (shape, std::str::from_utf8(&file.bytes)) else { return rows };
    if is_api_description(text) {
        return rows;
    }
    rows.extend(match shape {
        Shape::Lines => named(&with_variables(entries::lines(text)), &places, |at| kind_in(text, at, kind)),
        Shape::Dockerfile => named(&with_variables(dockerfile::entries(text)), &places, |_| kind),
        Shape::Quoted => named(&with_variables(quoted(text)), &places, |_| kind),
        Shape::Json => named(&with_variables(without_tables(entries::json(text))), &places, |_| kind),
        Shape::Sql => accounts(text, &places, kind),
        Shape::Variables => passwords(&entries::lines(text), &places, kind),
    });
    rows
}

/// Collections of requests are examples of use, and recorded answers are for tests.
fn kind_of(file: &File) -> Kind {
    let lower = file.path.to_ascii_lowercase();
    match kind::of_path(&file.path) {
        _ if lower.contains("postman") => Kind::Example,
        Kind::Production if is_recording(file, &lower) => Kind::Test,
        kind => kind,
    }
}

/// A file among fixtures that `loaddata` of Django could not load: that one takes rows of models only, and
/// those do get into a production's database.
fn is_recording(file: &File, lower: &str) -> bool {
    let folders = lower.rsplit_once('/').map_or("", |(folders, _)| folders);
    let among = folders.split('/').any(|folder| matches!(folder, "fixtures" | "cassettes"));
    let holds = |word: &str| memchr::memmem::find(&file.bytes, word.as_bytes()).is_some();
    among && !(holds("model") && holds("fields"))
}

/// Keys in the format of their provider.
fn provided(file: &File, places: &Places<'_>, kind: Kind) -> Vec<Literal> {
    let row = |found: providers::Found| Literal {
        name: found.name.to_owned(),
        form: LiteralForm::Provider,
        value: literals::secret(&file.bytes[found.from..found.to]),
        user: None,
        service: None,
        place: places.at(found.from, found.to - found.from),
        kind: if found.for_tests && kind == Kind::Production { Kind::Test } else { kind },
    };
    // A file that is a key, or holds one among its settings, is told of as a whole.
    let is_told = |found: &providers::Found| found.name == providers::PRIVATE_KEY && !sensitive::is_text(&file.path);
    providers::find(&file.bytes).into_iter().filter(|found| !is_told(found)).map(row).collect()
}

/// Connection strings in a source that nobody here reads.
fn connected(file: &File, places: &Places<'_>, kind: Kind) -> Vec<Literal> {
    let row = |found: connections::Connection| Literal {
        name: found.name.to_owned(),
        form: LiteralForm::Url,
        value: literals::secret(&file.bytes[found.password.clone()]),
        user: Some(found.user),
        service: Some(found.service),
        place: places.at(found.password.start, found.password.len()),
        kind,
    };
    connections::find_in(&file.bytes, 0..file.bytes.len()).into_iter().map(row).collect()
}

/// OpenAPI documents speak of passwords and give examples of them.
fn is_api_description(text: &str) -> bool {
    let head: String = text.chars().take(400).collect();
    ["openapi:", "swagger:", "\"openapi\"", "\"swagger\"", "\"$schema\""].iter().any(|mark| head.contains(mark))
}

/// What stands in a section for a test runner (`[tool.pytest.ini_options]`, `[testenv]`) is for tests.
fn kind_in(text: &str, at: usize, kind: Kind) -> Kind {
    let before = &text[..at];
    let section = before.rfind("\n[").map_or("", |start| before[start + 1..].lines().next().unwrap_or_default());
    if ["pytest", "testenv", "tox"].iter().any(|runner| section.contains(runner)) { Kind::Test } else { kind }
}

/// Entries whose value is text, and text that needs nothing filled in.
fn quoted(text: &str) -> Vec<Entry<'_>> {
    let plain = |entry: &Entry<'_>| text[..entry.at].ends_with('"') && !entry.value.contains("${");
    entries::lines(text).into_iter().filter(plain).collect()
}

/// The entries, and those that are written as two.
fn with_variables(mut entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    let more = entries::spelt_out(&entries);
    entries.extend(more);
    entries
}

/// The entries that do not stand in a table of words.
fn without_tables(mut entries: Vec<Entry<'_>>) -> Vec<Entry<'_>> {
    let mut sizes: HashMap<u32, usize> = HashMap::new();
    entries.iter().for_each(|entry| *sizes.entry(entry.group).or_default() += 1);
    entries.retain(|entry| sizes.get(&entry.group).is_none_or(|size| *size <= TABLE));
    entries
}

fn named(entries: &[Entry<'_>], places: &Places<'_>, kind: impl Fn(usize) -> Kind) -> Vec<Literal> {
    let mut users: HashMap<u32, Vec<&Entry<'_>>> = HashMap::new();
    for entry in entries.iter().filter(|e| literals::is_user(e.name) && !literals::is_filled_in_elsewhere(e.value)) {
        users.entry(entry.group).or_default().push(entry);
    }
    let none = Vec::new();
    let user = |entry: &Entry<'_>| account_of(entry, users.get(&entry.group).unwrap_or(&none));
    entries.iter().filter_map(|entry| row(entry, user(entry), places, &kind)).collect()
}

/// The account beside a password: that of the same beginning among variables, the first one otherwise.
fn account_of<'t>(entry: &Entry<'_>, users: &[&Entry<'t>]) -> Option<&'t str> {
    let same = users.iter().find(|user| go_together(user.name, entry.name));
    let is_variable = entry.name.contains('_') && !entry.name.bytes().any(|b| b.is_ascii_lowercase());
    let first = users.first().filter(|_| !is_variable);
    same.or(first).map(|user| user.value)
}

/// The kind is asked for rows only: it looks back through the file.
fn row(entry: &Entry<'_>, user: Option<&str>, places: &Places<'_>, kind: &impl Fn(usize) -> Kind) -> Option<Literal> {
    let make = |form, value: &str, user: Option<&str>, service| Literal {
        name: entry.name.to_owned(),
        form,
        value: literals::secret(value),
        user: user.filter(|u| !u.is_empty()).map(str::to_owned),
        service,
        place: places.at(entry.at, entry.value.len()),
        kind: kind(entry.at),
    };
    if let Some(found) = literals::url_credentials(entry.value) {
        return Some(make(LiteralForm::Url, found.password, Some(found.user), Some(found.service)));
    }
    let sense = literals::sense(entry.name)?;
    if let Some(default) = default_of(entry.value) {
        let fits = literals::accepts(sense, entry.name, default, true);
        return fits.then(|| make(LiteralForm::Fallback, default, None, None));
    }
    let user = user.filter(|_| sense == Sense::Password);
    let paired = user.is_some() && !is_field_map(user, entry.value);
    let form = if paired { LiteralForm::Pair } else { LiteralForm::Named };
    literals::accepts(sense, entry.name, entry.value, paired).then(|| make(form, entry.value, user, None))
}

/// Passwords of an environment file, each with the account that goes by the same beginning: `ADMIN_USER` with
/// `ADMIN_PASSWORD`. Its keys and tokens are told of with the file as a whole.
fn passwords(entries: &[Entry<'_>], places: &Places<'_>, kind: Kind) -> Vec<Literal> {
    let is_password = |entry: &&Entry<'_>| literals::sense(entry.name) == Some(Sense::Password);
    let rows = entries.iter().filter(is_password).filter_map(|entry| {
        let beside = entries.iter().find(|other| literals::is_user(other.name) && go_together(other.name, entry.name));
        let user = beside.map(|other| other.value).filter(|user| !literals::is_filled_in_elsewhere(user));
        let mut row = row(entry, None, places, &|_| kind)?;
        row.user = user.map(str::to_owned).or(row.user);
        Some(row)
    });
    rows.collect()
}

/// All but the last words of two names are the same.
fn go_together(one: &str, other: &str) -> bool {
    let beginning = |name: &str| name.rsplit_once('_').map_or(String::new(), |(start, _)| start.to_ascii_lowercase());
    beginning(one) == beginning(other)
}

/// `postgres` of `${POSTGRES_PASSWORD:-postgres}`.
fn default_of(value: &str) -> Option<&str> {
    let inner = value.strip_prefix("${")?.strip_suffix('}')?;
    let (_, default) = inner.split_once(":-").or_else(|| inner.split_once('-'))?;
    Some(default)
}

fn is_field_map(user: Option<&str>, password: &str) -> bool {
    user.is_some_and(|u| literals::is_plain_word(&u.to_lowercase()))
        && literals::is_plain_word(&password.to_lowercase())
}

fn accounts(text: &str, places: &Places<'_>, kind: Kind) -> Vec<Literal> {
    let row = |account: sql::Account| Literal {
        name: "password".to_owned(),
        form: LiteralForm::Pair,
        value: literals::secret(&account.password),
        user: account.user,
        service: None,
        place: places.at(account.at, 0),
        kind,
    };
    sql::accounts(text).into_iter().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(path: &str, text: &str) -> Vec<(String, LiteralForm, u32)> {
        let line = |l: &Literal| l.place.file().map_or(0, |(_, line)| line);
        of(&File::new(path, text)).iter().map(|l| (l.name.clone(), l.form, line(l))).collect()
    }

    #[test]
    fn an_account_in_yaml() {
        let found = rows("config/main.yaml", "db:\n  user: postgres\n  password: postgres\n  host: db\n");
        assert_eq!(found, [("password".into(), LiteralForm::Pair, 3)]);
    }

    #[test]
    fn a_password_of_an_environment_file_has_the_account_of_the_same_beginning() {
        let text = "DB_USER=shop\nSUPERUSER_USERNAME=root1\nSUPERUSER_PASSWORD=admin\nSECRET_KEY=c41d9f2a8be75e30\n";
        let found = of(&File::new(".env", text));
        let pairs: Vec<_> = found.iter().map(|l| (l.name.as_str(), l.user.as_deref())).collect();
        assert_eq!(pairs, [("SUPERUSER_PASSWORD", Some("root1"))]);
    }

    #[test]
    fn a_superuser_in_a_fixture() {
        let text = "[{\"model\": \"auth.user\",\n \"fields\": {\"username\": \"admin\",\n \"password\": \"md5$c77N8n6n$3b35343aac5e46740f6e673521aa53dc\",\n \"is_superuser\": true}}]";
        assert_eq!(rows("fixtures/users.json", text), [("password".into(), LiteralForm::Pair, 3)]);
    }

    #[test]
    fn what_a_test_runner_is_given_is_for_tests() {
        let text = "[tool.shop]\nSECRET_KEY = \"Gx7pQ2vLw9\"\n[tool.pytest.ini_options]\nenv = [\n  \"SECRET_KEY=Gx7pQ2vLw9\",\n]\n";
        let kinds: Vec<Kind> = of(&File::new("pyproject.toml", text)).iter().map(|l| l.kind).collect();
        assert_eq!(kinds, [Kind::Production, Kind::Test]);
    }

    #[test]
    fn the_environment_of_a_service() {
        let compose = "services:\n  db:\n    environment:\n      POSTGRES_PASSWORD: postgres\n      A_PASSWORD: ${A_PASSWORD}\n      B_PASSWORD: ${B_PASSWORD:-postgres}\n";
        let found = rows("compose.yaml", compose);
        assert_eq!(
            found,
            [("POSTGRES_PASSWORD".into(), LiteralForm::Named, 4), ("B_PASSWORD".into(), LiteralForm::Fallback, 6)]
        );
    }

    #[test]
    fn a_variable_of_a_workload() {
        let pod = "containers:\n- name: shop\n  env:\n  - name: DB_PASSWORD\n    value: hunter2\n  - name: TOKEN\n    value: $(X)\n";
        assert_eq!(rows("k8s/shop.yaml", pod), [("DB_PASSWORD".into(), LiteralForm::Named, 5)]);
        let task = "{\"environment\": [{\"name\": \"DB_PASSWORD\", \"value\": \"hunter2\"}]}";
        assert_eq!(rows("task.json", task), [("DB_PASSWORD".into(), LiteralForm::Named, 1)]);
    }

    #[test]
    fn variables_of_a_container_in_a_list_go_together() {
        let compose = "services:\n  db:\n    environment:\n      - MAIL_USER=post\n      - POSTGRES_USER=admin\n      - POSTGRES_PASSWORD=password\n";
        let found = of(&File::new("compose.yaml", compose));
        let pairs: Vec<_> = found.iter().map(|l| (l.form, l.user.as_deref())).collect();
        assert_eq!(pairs, [(LiteralForm::Pair, Some("admin"))]);
    }

    #[test]
    fn a_seed_in_sql() {
        let found = rows("seed.sql", "-- users\nINSERT INTO users (name, password) VALUES\n ('admin', 'admin');\n");
        assert_eq!(found, [("password".into(), LiteralForm::Pair, 3)]);
    }

    #[test]
    fn files_that_only_speak_of_passwords() {
        let quiet = [
            ("api.yaml", "openapi: 3.0.1\nexample:\n  password: pass1x\n"),
            ("app/translations/de.json", "{\"password\": \"Passw0rt\"}"),
            ("package-lock.json", "{\"integrity\": \"sha512-abc\", \"password\": \"hunter2\"}"),
            ("app.yaml", "password: {{ .Values.password }}\npassword_min_length: 8\ntoken_url: https://x/y\n"),
            ("ci.yaml", "password: ${{ secrets.PASSWORD }}\n"),
            ("Dockerfile", "ARG PASSWORD\nENV TOKEN_TIME_TO_LIVE=60\n"),
            ("main.tf", "password = data.aws_ecr_token.one.password\ncreate_private_key = true\n"),
            ("form.yaml", "username: username\npassword: password\n"),
        ];
        for (path, text) in quiet {
            assert_eq!(rows(path, text), [], "{path}");
        }
    }

    #[test]
    fn a_table_of_words_is_no_configuration() {
        let table = |size: usize| {
            let rest: Vec<String> = (1..size).map(|at| format!("\"sign{at}\": \"{at:04x}\"")).collect();
            format!("{{\"secret\": \"3299\", {}}}", rest.join(", "))
        };
        assert_eq!(rows("app/emoji.json", &table(TABLE + 1)), []);
        assert_eq!(rows("app/settings.json", &table(3)).len(), 1);
    }

    #[test]
    fn recorded_answers_are_for_tests_and_rows_of_models_are_not() {
        let kind = |path: &str, text: &str| of(&File::new(path, text)).first().map(|l| l.kind);
        let answer = "{\"client_secret\": \"pi_Gx7pQ2vLw9Rk3Td8_secret_Zb5\"}";
        assert_eq!(kind("hooks/stripe/fixtures/paid.json", answer), Some(Kind::Test));
        assert_eq!(kind("hooks/stripe/paid.json", answer), Some(Kind::Production));
        let rows = "[{\"model\": \"shop.account\", \"fields\": {\"username\": \"ada\", \"password\": \"hunter2\"}}]";
        assert_eq!(kind("shop/fixtures/first.json", rows), Some(Kind::Production));
    }

    #[test]
    fn a_connection_string_in_a_source_of_any_language() {
        let text = "const url = 'mongodb://shop:k3Vd8Tq1Zx@db.shop.net/shop';\n";
        assert_eq!(rows("app.ts", text), [("MongoDB connection string".into(), LiteralForm::Url, 1)]);
        assert_eq!(rows("app.min.js", text), []);
    }

    #[test]
    fn a_key_of_a_provider_in_any_file() {
        let text = format!("// {}{}\n", "sk_live_", "k3Vd8Tq1Zx7Rb5Wmn2Yc9Lp4");
        assert_eq!(rows("app.js", &text), [("Stripe live secret key".into(), LiteralForm::Provider, 1)]);
    }
}
