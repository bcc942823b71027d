//! The page holds what it must, and nothing that could run or load.

use super::*;
use crate::testing::{file, finding, literal, report};
use sneck_model::{Status, Step};

fn page() -> String {
    let mut debug =
        finding("secrets/hardcoded-secret-key", Severity::Critical, vec![Step::new(file("config.py", 1), "is `on`")]);
    debug.title = "<script>alert(1)</script>".into();
    debug.status = Status::Confirmed;
    let mut facts = Facts::default();
    facts.sources.insert("config.py".into(), "SECRET_KEY = \"hunter2-hunter2\"\n".into());
    facts.literals = vec![literal("SECRET_KEY", "hunter2-hunter2", file("config.py", 1))];
    let mut out = Vec::new();
    report_html(&report(vec![debug]), &facts, "0.1.0", &mut out).expect("memory");
    String::from_utf8(out).expect("text")
}

#[test]
fn nothing_of_the_audited_files_becomes_markup_and_no_secret_is_shown() {
    let page = page();
    assert_eq!(page.matches("<script>").count(), 1, "our own");
    assert!(page.contains("&lt;script&gt;alert(1)&lt;/script&gt;"));
    assert!(!page.contains("hunter2") && page.contains("SECRET_KEY = &quot;***************&quot;"), "{page}");
    assert!(page.contains("is <code>on</code>"));
}

#[test]
fn the_policy_allows_the_page_itself_and_nothing_else() {
    let page = page();
    let between =
        |from: &str, to: &str| page.split(from).nth(1).and_then(|rest| rest.split(to).next()).expect("it is there");
    let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
    let policy = between("Content-Security-Policy\" content=\"", "\"");
    assert!(policy.starts_with("default-src 'none'; ") && !policy.contains("unsafe"), "{policy}");
    assert!(policy.contains(&format!("style-src 'sha256-{}'", hash(between("<style>", "</style>")))), "{policy}");
    assert!(policy.contains(&format!("script-src 'sha256-{}'", hash(between("<script>", "</script>")))), "{policy}");
    for outside in ["src=", "<link", "@import", "url(", "style=\"", "onclick"] {
        assert!(!page.contains(outside), "{outside}");
    }
}
