//! Rules that read settings and answers together, on facts made by hand.

use sneck_model::{
    App, AppId, Argument, Binding, Call, Check, Cookie, Environment, EnvironmentId, Exchange, Facts, Framework, Key,
    Kind, Launch, Layer, Origin, Outcome, Place, Route, Scope, Secret, Server, Setting, Severity, Step, Subject, Value,
    Verdict, Verdicts, Version, carries_session,
};

const ORIGIN: &str = "https://shop.example";

fn at(line: u32) -> Place {
    Place::File { layer: Layer::Code, path: "app.py".into(), line, column: 1, width: 0 }
}

fn absent() -> Place {
    Place::Absent { layer: Layer::Code, path: "app.py".into(), line: 3 }
}

fn setting(key: Key, value: Value, place: Place) -> Setting {
    Setting {
        component: Subject::app("shop"),
        scope: Scope::default(),
        key,
        raw: key.0.into(),
        value,
        standing: EnvironmentId(0).into(),
        because: vec![Step::new(place, "says so")],
    }
}

/// An app in production, served at [`ORIGIN`].
fn shop(settings: Vec<Setting>) -> Facts {
    let app = App {
        id: AppId(0),
        subject: Subject::app("shop"),
        framework: Framework::Flask,
        version: Version::Newest,
        kind: Kind::Production,
        created: at(3),
        uses_sessions: None,
        renders_html: None,
        reads_uploads: None,
        takes_forms: None,
        configures_logging: None,
    };
    let environment = Environment {
        id: EnvironmentId(0),
        name: "Procfile#web".into(),
        kind: Kind::Production,
        kind_because: String::new(),
        launch: Launch { server: Server::Gunicorn, command: String::new(), place: None },
        container: false,
        variables: Vec::new(),
        open: Vec::new(),
    };
    let binding = Binding {
        origin: ORIGIN.into(),
        app: Subject::app("shop"),
        environment: EnvironmentId(0),
        because: "the only app in production".into(),
    };
    Facts {
        apps: vec![app],
        environments: vec![environment],
        bindings: vec![binding],
        settings: settings.into(),
        ..Facts::default()
    }
}

fn answer(headers: &[(&str, &str)]) -> Exchange {
    let origin = Origin { url: ORIGIN.into(), kind: Kind::Production, name: None };
    Exchange {
        sent: vec![("Origin".into(), "https://other.example".into())],
        headers: headers.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())).collect(),
        body: "<p>".into(),
        ..Exchange::new(origin, "GET", format!("{ORIGIN}/"), 200)
    }
}

fn cookie(name: &str, secure: bool) -> Cookie {
    Cookie {
        name: name.into(),
        value: Secret::new("x"),
        secure,
        http_only: true,
        same_site: None,
        domain: None,
        path: None,
        max_age: None,
        session: carries_session(name),
    }
}

fn verdicts(rule: &str, facts: &Facts) -> Vec<Verdict> {
    let mut out = Verdicts::default();
    if let Check::Native(check) = sneck_rules::rule(rule).expect("the rule is listed").check {
        check(facts, &mut out);
    }
    out.into_vec()
}

/// The severity of the worst failure; nothing when nothing fails.
fn worst(rule: &str, facts: &Facts) -> Option<Severity> {
    let own = sneck_rules::rule(rule).expect("the rule is listed").severity;
    let fails = |v: &Verdict| matches!(v.outcome, Outcome::Fails(_));
    verdicts(rule, facts).iter().filter(|v| fails(v)).map(|v| v.severity.unwrap_or(own)).max()
}

fn observed_passes(rule: &str, facts: &Facts) -> usize {
    verdicts(rule, facts).iter().filter(|v| v.outcome == Outcome::Passes && v.observed()).count()
}

#[test]
fn how_bad_a_missing_secure_is_depends_on_sessions_and_on_https() {
    let off = |place| setting(Key::SESSION_COOKIE_SECURE, Value::Bool(false), place);
    let https = || setting(Key::URL_SCHEME, Value::Text("https".into()), at(5));
    let with_sessions = |settings| {
        let mut facts = shop(settings);
        facts.apps[0].uses_sessions = Some(Step::new(at(9), "writes the session"));
        facts
    };
    let table = [
        (shop(vec![off(absent())]), Severity::Low),
        (shop(vec![off(at(4))]), Severity::Medium),
        (with_sessions(vec![off(absent())]), Severity::Low),
        (with_sessions(vec![off(absent()), https()]), Severity::High),
        (with_sessions(vec![off(at(4))]), Severity::High),
    ];
    for (at, (facts, expected)) in table.into_iter().enumerate() {
        assert_eq!(worst("cookies/secure", &facts), Some(expected), "row {at}");
    }
}

#[test]
fn a_safe_cookie_in_an_answer_speaks_for_itself_only() {
    let off = |key| setting(key, Value::Bool(false), absent());
    let mut facts = shop(vec![off(Key::SESSION_COOKIE_SECURE)]);
    facts.exchanges = vec![Exchange { cookies: vec![cookie("session", true)], ..answer(&[]) }];
    assert_eq!(observed_passes("cookies/secure", &facts), 1, "the proxy adds Secure: mitigated");
    facts.settings.push(off(Key::REMEMBER_COOKIE_SECURE));
    assert_eq!(observed_passes("cookies/secure", &facts), 0, "remember_token was not seen");
}

#[test]
fn a_renamed_session_cookie_is_known_by_its_setting() {
    let mut facts = shop(vec![setting(Key::SESSION_COOKIE_NAME, Value::Text("crumbs".into()), at(4))]);
    facts.exchanges = vec![Exchange { cookies: vec![cookie("crumbs", false), cookie("theme", false)], ..answer(&[]) }];
    let all = verdicts("cookies/secure", &facts);
    assert_eq!(all.len(), 1);
    assert!(all[0].says.contains("`crumbs`") && !all[0].says.contains("theme"), "{}", all[0].says);
}

#[test]
fn a_header_that_code_leaves_out_only_suggests_and_an_answer_decides() {
    let mut facts = shop(vec![setting(Key::HEADER_FRAME_OPTIONS, Value::None, absent())]);
    assert_eq!(worst("headers/frame-options", &facts), Some(Severity::Info), "no page was seen in the code");
    facts.apps[0].renders_html = Some(Step::new(at(8), "renders a template"));
    assert_eq!(worst("headers/frame-options", &facts), Some(Severity::Low));
    facts.exchanges = vec![answer(&[("Content-Type", "text/html"), ("X-Frame-Options", "DENY")])];
    assert_eq!(observed_passes("headers/frame-options", &facts), 1);
    facts.exchanges = vec![answer(&[("Content-Type", "text/html")])];
    assert_eq!(worst("headers/frame-options", &facts), Some(Severity::Medium));
}

#[test]
fn a_header_that_is_switched_off_is_worse_than_one_that_is_left_out() {
    let facts = shop(vec![setting(Key::HEADER_FRAME_OPTIONS, Value::Bool(false), at(6))]);
    assert_eq!(worst("headers/frame-options", &facts), Some(Severity::Medium));
}

#[test]
fn a_header_that_may_be_set_to_anything_is_not_called_missing() {
    let perhaps = Value::OneOf(vec![Value::Unknown("it is computed".into()), Value::None]);
    let facts = shop(vec![setting(Key::HEADER_FRAME_OPTIONS, perhaps, at(6))]);
    let all = verdicts("headers/frame-options", &facts);
    assert_eq!(all[0].outcome, Outcome::Unknown("it is computed".into()));
}

#[test]
fn a_policy_that_says_who_may_frame_stands_in_for_the_older_header() {
    let policy = Value::Text("default-src 'self'; frame-ancestors 'none'".into());
    let facts =
        shop(vec![setting(Key::HEADER_FRAME_OPTIONS, Value::None, absent()), setting(Key::HEADER_CSP, policy, at(6))]);
    assert_eq!(worst("headers/frame-options", &facts), None);
}

/// flask-cors answers with the name of the asking site when it was told `*` with cookies.
#[test]
fn a_reflected_origin_counts_for_the_setting_that_causes_it() {
    let reflected = answer(&[
        ("Access-Control-Allow-Origin", "https://other.example"),
        ("Access-Control-Allow-Credentials", "true"),
    ]);
    let mut facts = shop(vec![
        setting(Key::CORS_ORIGINS, Value::List(vec![Value::Text("*".into())]), at(6)),
        setting(Key::CORS_CREDENTIALS, Value::Bool(true), at(6)),
    ]);
    facts.exchanges = vec![reflected];
    let failing = |rule, facts: &Facts| worst(rule, facts).is_some();
    assert!(failing("cors/wildcard-credentials", &facts));
    assert!(!failing("cors/wildcard", &facts) && !failing("cors/reflected-origin", &facts));
    facts.settings.clear();
    assert!(failing("cors/reflected-origin", &facts), "without a setting the answer speaks for itself");
    assert!(!failing("cors/wildcard-credentials", &facts));
}

#[test]
fn options_of_one_resource_do_not_leak_into_another() {
    let scoped = |mut setting: Setting, resource: &str| {
        setting.scope = Scope(vec![resource.into()]);
        setting
    };
    let origins = |origin: &str| setting(Key::CORS_ORIGINS, Value::List(vec![Value::Text(origin.into())]), at(6));
    let facts = shop(vec![
        scoped(origins("*"), "/public/*"),
        scoped(origins("https://shop.example"), "/api/*"),
        scoped(setting(Key::CORS_CREDENTIALS, Value::Bool(true), at(6)), "/api/*"),
    ]);
    assert_eq!(worst("cors/wildcard", &facts), Some(Severity::Medium));
    assert_eq!(worst("cors/wildcard-credentials", &facts), None);
}

#[test]
fn a_database_is_only_far_away_when_its_host_is() {
    let backend = |host: &str, tls: Value| {
        shop(vec![
            setting(Key::BACKEND_SCHEME, Value::Text("postgresql+psycopg2".into()), at(6)),
            setting(Key::BACKEND_HOST, Value::Text(host.into()), at(6)),
            setting(Key::BACKEND_TLS, tls, at(6)),
        ])
    };
    let plain = |host: &str, tls: Value| worst("transport/plaintext-backend", &backend(host, tls));
    assert_eq!(plain("db.example.com", Value::None), Some(Severity::Low));
    assert_eq!(plain("db.example.com", Value::Bool(true)), None);
    assert_eq!(plain("db", Value::None), None, "a name of the compose file's own network");
    assert_eq!(plain("db.example.com", Value::Bool(false)), None, "that is the next rule's");
    let refused = backend("db.example.com", Value::Bool(false));
    assert_eq!(worst("transport/verification-off", &refused), Some(Severity::High));
}

/// `<name>` cannot hold a slash, `<path:name>` can.
#[test]
fn a_part_of_the_address_between_two_slashes_leads_nowhere_by_itself() {
    let opened = |rule: &str| {
        let route = Route {
            app: None,
            path: rule.into(),
            methods: vec!["GET".into()],
            explicit_methods: false,
            methods_read: Vec::new(),
            view: "chapter".into(),
            place: at(4),
            guarded: None,
            reads_form: false,
            csrf_exempt: None,
            writes: false,
            gets_write: false,
            reveals: None,
            kind: Kind::Production,
        };
        let argument = Argument {
            name: None,
            value: Value::Unknown("it is computed".into()),
            from_request: true,
            source: "os.path.join(folder, name)".into(),
            written: None,
            elsewhere: None,
        };
        let call = Call {
            function: "open".into(),
            arguments: vec![argument],
            within: "app.chapter".into(),
            place: at(6),
            kind: Kind::Production,
        };
        let facts = Facts { routes: vec![route], calls: vec![call], ..Facts::default() };
        worst("exposure/path-traversal", &facts)
    };
    assert_eq!(opened("/chapter/<name>"), Some(Severity::Low));
    assert_eq!(opened("/chapter/<path:name>"), Some(Severity::High));
    assert_eq!(opened("/chapter/<int:id>"), Some(Severity::High), "the name comes from elsewhere in the request");
}
