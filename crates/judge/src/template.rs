//! Community templates as rules: their questions, and what their scripts conclude.

use sneck_model::{Ask, Conclusion, Facts, Place, Rule, Step, Strength, TemplateAsks, Verdicts};

/// The longest list of names or values that a message shows, in characters.
const LONGEST: usize = 200;
/// Seconds of a day.
const DAY: i64 = 86_400;

/// What a template asks the origins of the facts.
pub(crate) fn asks(template: &TemplateAsks, facts: &Facts) -> Vec<Ask> {
    let now = i64::from(facts.today) * DAY;
    let each = |origin| facts.bases_of(origin).into_iter().filter_map(move |base| template(origin, base, now));
    facts.origins.iter().flat_map(each).collect()
}

/// A verdict for each origin that its script concluded something of.
pub(crate) fn check(rule: &Rule, facts: &Facts, out: &mut Verdicts) {
    for conclusion in facts.conclusions_of(rule.id) {
        let (subject, standing) = facts.about_origin(&conclusion.origin);
        if value(conclusion, "matched") == Some("true") && !conclusion.places.is_empty() {
            out.fails(&subject, standing, Strength::Proves, says(rule, conclusion), conclusion.places.clone());
        } else {
            let place = Place::Reply { url: conclusion.origin.url.clone(), part: "status".to_owned() };
            out.passes(&subject, standing, vec![Step::new(place, "answers, and not as the template describes")]);
        }
    }
}

fn value<'a>(conclusion: &'a Conclusion, name: &str) -> Option<&'a str> {
    conclusion.values.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
}

/// Which template, what of it, and the version where one was read.
fn says(rule: &Rule, conclusion: &Conclusion) -> String {
    let cut = |text: &str| text.chars().take(LONGEST).collect::<String>();
    let matchers = value(conclusion, "matchers").map(|names| format!(" ({})", cut(names)));
    let extracted = value(conclusion, "extracted").map(|text| format!(" It shows {}.", cut(text)));
    format!(
        "The community template `{}` matches{}.{}",
        rule.name(),
        matchers.unwrap_or_default(),
        extracted.unwrap_or_default()
    )
}

#[cfg(test)]
mod tests {
    use sneck_model::{Check, Conclusion, Facts, Kind, NotLookedAt, Origin, Place, Rule, Severity, Status, Step};

    use crate::judge::{Options, judge};
    use crate::testing::{DEBUG, rule_called};

    const URL: &str = "http://127.0.0.1:5000";

    fn template(id: &'static str) -> Rule<'static> {
        Rule { checklist: "", severity: Severity::Medium, check: Check::Template(&|_, _, _| None), ..rule_called(id) }
    }

    fn concluded(rule: &str, kind: Kind, matched: bool) -> Facts {
        let origin = Origin { url: URL.into(), kind, name: None };
        let place = Place::Reply { url: format!("{URL}/.env"), part: "body".into() };
        let values =
            [("matched", if matched { "true" } else { "false" }), ("matchers", "a, b"), ("extracted", "1.2.3")];
        let conclusion = Conclusion {
            rule: rule.into(),
            origin,
            values: values.iter().map(|(name, value)| ((*name).into(), (*value).into())).collect(),
            places: if matched { vec![Step::new(place, "answers so")] } else { Vec::new() },
        };
        Facts { conclusions: vec![conclusion], ..Facts::default() }
    }

    #[test]
    fn a_match_is_a_finding_with_the_severity_of_the_template() {
        let rule = template("template/env");
        let mut facts = concluded("template/env", Kind::Production, true);
        let report = judge(&[&DEBUG, &rule], &mut facts, &Options::default()).expect("known");
        let [found] = &report.findings[..] else { panic!("{:?}", report.findings) };
        assert_eq!((&*found.rule, found.severity, found.status), ("template/env", Severity::Medium, Status::Confirmed));
        assert_eq!(found.message, "The community template `env` matches (a, b). It shows 1.2.3.");
        assert_eq!(report.checklist.len(), 1, "a template is no item of the checklist");
        let mut facts = concluded("template/env", Kind::Staging, true);
        let report = judge(&[&rule], &mut facts, &Options::default()).expect("known");
        assert_eq!(report.findings[0].severity, Severity::Info, "production decides");
    }

    #[test]
    fn what_does_not_match_or_was_left_out_is_no_finding() {
        let rule = template("template/env");
        for (matched, ignore) in
            [(false, vec![]), (true, vec!["template/env".to_owned()]), (true, vec!["template".into()])]
        {
            let mut facts = concluded("template/env", Kind::Production, matched);
            facts.not_looked_at = vec![NotLookedAt { what: "x".into(), why: "y".into() }];
            let options = Options { ignore, ..Options::default() };
            let report = judge(&[&rule], &mut facts, &options).expect("known");
            assert!(report.findings.is_empty(), "{:?}", report.findings);
        }
    }
}
