//! Pages made for developers and operators, told by the structure of what they show.

use sneck_model::Severity;

/// Pages that say what they are by two marks of their structure.
const PAGES: &[(&str, &str, Severity, &str)] = &[
    ("\"activeProfiles\"", "\"propertySources\"", Severity::High, "is the environment of a Spring app"),
    ("Types of profiles available", "/debug/pprof/", Severity::High, "is the profiler of a Go program"),
    ("\"cmdline\":", "\"memstats\":", Severity::Medium, "is the page of variables of a Go program"),
    ("Error Log for", "ELMAH", Severity::High, "is the error log of an ASP.NET app"),
    ("<title>Trace", "Application Trace", Severity::High, "is the trace of requests of an ASP.NET app"),
    ("{\"can_execute_commands\"", "}", Severity::High, "is the error page of Laravel, which runs code"),
    (
        "<h1>Apache Server Information</h1>",
        "Server Settings",
        Severity::Medium,
        "is Apache's page of its configuration",
    ),
    (">PHP Version ", "phpinfo()</title>", Severity::High, "is PHP's own description of the server"),
    ("<title>Apache Status</title>", "Server Version:", Severity::Medium, "is Apache's status page"),
];

/// Plain text in lines, by how two of them begin. An article that quotes them is a page or a document.
const TEXTS: &[(&str, &str, Severity, &str)] = &[
    ("# HELP ", "# TYPE ", Severity::Medium, "is the page of measurements for Prometheus"),
    ("Active connections:", "server accepts handled requests", Severity::Low, "is nginx's status page"),
];

/// What Spring's index leads to beside health and a description, which everybody may see by default.
const ACTUATORS: &[&str] = &[
    "beans",
    "caches",
    "conditions",
    "configprops",
    "env",
    "heapdump",
    "httpexchanges",
    "httptrace",
    "logfile",
    "loggers",
    "mappings",
    "metrics",
    "prometheus",
    "scheduledtasks",
    "sessions",
    "shutdown",
    "startup",
    "threaddump",
];

fn is_actuators(body: &str) -> bool {
    body.contains("\"_links\"") && ACTUATORS.iter().any(|name| body.contains(&format!("/actuator/{name}\"")))
}

/// Some apps send it as HTML, which it is not by its first sign.
fn is_text(body: &str, first: &str, second: &str) -> bool {
    let begins = |mark: &str| body.lines().any(|line| line.starts_with(mark));
    !body.trim_start().starts_with(['<', '{', '[', '"']) && begins(first) && begins(second)
}

/// What a body shows of the server, as a clause, and how bad it is that everybody sees it.
pub(crate) fn shown(body: &str) -> Option<(Severity, &'static str)> {
    if is_actuators(body) {
        return Some((Severity::Medium, "is the index of Spring's actuators"));
    }
    let page = PAGES.iter().find(|(a, b, ..)| body.contains(a) && body.contains(b));
    let (_, _, severity, says) = page.or_else(|| TEXTS.iter().find(|(a, b, ..)| is_text(body, a, b)))?;
    Some((*severity, says))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measurements_are_text_and_no_article_about_them() {
        let text = "# HELP up x\n# TYPE up gauge\nup 1\n";
        assert!(shown(text).is_some());
        for article in [format!("<pre>{text}</pre>"), format!("{{\"body\": \"{}\"}}", text.replace('\n', "\\n"))] {
            assert_eq!(shown(&article), None, "{article}");
        }
    }

    #[test]
    fn an_index_that_leads_to_health_alone_shows_nothing() {
        let index = |name: &str| format!(r#"{{"_links": {{"{name}": {{"href": "http://a/actuator/{name}"}}}}}}"#);
        assert_eq!(shown(&index("health")), None);
        assert!(shown(&index("env")).is_some());
    }
}
