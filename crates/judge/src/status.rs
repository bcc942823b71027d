//! Suspected, confirmed or mitigated, and why.

use sneck_model::{Facts, Layer, Place, Standing, Status, Step, SubjectKind, Verdict};

use crate::case::Case;

/// Seen running is confirmed. Written unsafe but seen safe, the same thing in the same environment, is
/// mitigated, and so is what a declared layer in front makes good. Everything else is suspected: that nothing was seen proves nothing.
pub(crate) fn status(case: &Case) -> Status {
    if case.fails.iter().any(|v| v.observed()) {
        Status::Confirmed
    } else if case.passes.iter().any(|v| v.observed() || v.by.is_some()) {
        Status::Mitigated
    } else {
        Status::Suspected
    }
}

/// Why, in words. Empty when nothing running was looked at.
pub(crate) fn because(facts: &Facts, case: &Case) -> String {
    match status(case) {
        Status::Confirmed => join([seen(&case.fails, "shows it"), contradiction(case), bound(facts, case)]),
        Status::Mitigated => {
            join([seen(&case.passes, "shows the safe state"), layer_in_front(case), bound(facts, case)])
        }
        Status::Suspected => nothing_seen(facts, case).unwrap_or_default(),
    }
}

fn join(parts: [Option<String>; 3]) -> String {
    parts.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The first thing that was seen: where, and what it said.
fn seen(verdicts: &[&Verdict], verb: &str) -> Option<String> {
    let step = verdicts.iter().flat_map(|v| &v.places).find(|s| is_live(s))?;
    Some(format!("{} {verb}: {}", step.place, step.says))
}

/// The layer that stands in front, and where it makes it good.
fn layer_in_front(case: &Case) -> Option<String> {
    let verdict = case.passes.iter().find(|v| v.by.is_some())?;
    let (by, step) = (verdict.by.as_deref()?, verdict.places.first()?);
    Some(format!("{by} stands in front of it and makes it good: {} {}", step.place, step.says))
}

/// The files say that it is safe, and the running app shows that it is not.
fn contradiction(case: &Case) -> Option<String> {
    if case.fails.iter().any(|v| !v.observed()) {
        return None;
    }
    let step = case.passes.iter().flat_map(|v| &v.places).find(|s| !is_live(s))?;
    Some(format!("{} says otherwise ({}), so something else decides what is really running", step.place, step.says))
}

fn is_live(step: &Step) -> bool {
    matches!(step.place.layer(), Layer::Live | Layer::Host)
}

/// Why what was seen is taken for what the files say.
fn bound(facts: &Facts, case: &Case) -> Option<String> {
    binding(facts, case).or_else(|| running(facts, case)).or_else(|| backend(facts, case))
}

/// Things of this machine that were seen, as they are named.
fn items<'a>(case: &'a Case<'_>) -> impl Iterator<Item = &'a str> {
    let steps = case.fails.iter().chain(&case.passes).flat_map(|v| &v.places);
    steps.filter_map(|step| match &step.place {
        Place::Host { item } => Some(item.as_str()),
        _ => None,
    })
}

/// Why the process that was seen is taken for this app in this environment.
fn running(facts: &Facts, case: &Case) -> Option<String> {
    let of_case = |r: &&sneck_model::Running| &r.app == case.subject && case.standing == r.environment.into();
    let is_seen = |id: u32| items(case).any(|item| item.starts_with(&format!("process {id} ")));
    let this = facts.running.iter().filter(of_case).find(|running| is_seen(running.process))?;
    let environment = case.environment(facts);
    Some(format!("process {} is taken for {} in {environment}: {}", this.process, this.app, this.because))
}

/// Why the service that was seen is taken for the one that the project uses.
fn backend(facts: &Facts, case: &Case) -> Option<String> {
    let is_seen = |at: String| items(case).any(|item| item == at || item.starts_with(&format!("{at} (")));
    let this = facts.backends.iter().find(|backend| is_seen(backend.at.to_string()))?;
    Some(format!("{} is the service that {}", this.at, this.because))
}

/// Why the address that answered is taken for this app in this environment.
fn binding(facts: &Facts, case: &Case) -> Option<String> {
    let Standing::Environment(id) = case.standing else { return None };
    let mut urls = case.fails.iter().chain(&case.passes).flat_map(|v| &v.places).filter_map(url);
    let bound = facts.bindings.iter().filter(|b| &b.app == case.subject && b.environment == id);
    let bound: Vec<_> = bound.collect();
    let this = urls.find_map(|u| bound.iter().find(|b| is_under(u, &b.origin)))?;
    Some(format!("{} is taken for {} in {}: {}", this.origin, this.app, case.environment(facts), this.because))
}

fn url(step: &Step) -> Option<&str> {
    match &step.place {
        Place::Reply { url, .. } => Some(url),
        _ => None,
    }
}

fn is_under(url: &str, origin: &str) -> bool {
    url.strip_prefix(origin).is_some_and(|rest| rest.is_empty() || rest.starts_with(['/', '?', '#']))
}

/// Something running was looked at and does not decide: say which, so that nobody takes it for a proof.
fn nothing_seen(facts: &Facts, case: &Case) -> Option<String> {
    if case.subject.kind != SubjectKind::App {
        return None;
    }
    let Standing::Environment(id) = case.standing else { return None };
    if let Some(bound) = facts.bindings.iter().find(|b| b.environment == id && &b.app == case.subject) {
        return Some(format!("{} answered, but its answers do not show whether this is so", bound.origin));
    }
    let origin = &facts.exchanges.first()?.origin;
    match facts.bindings.iter().find(|b| b.origin == origin.url) {
        Some(bound) => {
            let other = facts.environment(bound.environment).map_or("another environment", |e| &e.name);
            let this = case.environment(facts);
            Some(format!("{} answered, but as {} in {other}, which says nothing about {this}", origin.url, bound.app))
        }
        None => Some(format!("{} answered, but nothing says that it is {}", origin.url, case.subject)),
    }
}

#[cfg(test)]
mod tests {
    use sneck_model::{Facts, Kind, Severity, Status, Step, Strength, Verdicts};

    use crate::judge::{Options, judge};
    use crate::testing::{cookie_rule, exchange, file, judged, reply, rule_with, shop, within, world};

    const LOCAL: &str = "http://127.0.0.1:8000";

    #[test]
    fn an_unsafe_setting_alone_is_suspected() {
        let mut facts = world(&[("web", Kind::Production)]);
        let found = judged(&mut facts, &Options::default());
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].status, found[0].severity), (Status::Suspected, Severity::High));
        assert_eq!(found[0].status_because, "");
    }

    #[test]
    fn a_live_reply_confirms_it_and_joins_the_chain() {
        let mut facts = world(&[("web", Kind::Production)]);
        let mut answer = exchange(LOCAL, Kind::Production, None);
        answer.status = 500;
        facts.exchanges = vec![answer];
        let found = judged(&mut facts, &Options::default());
        assert_eq!(found.len(), 1, "one weakness, one finding");
        assert_eq!(found[0].status, Status::Confirmed);
        assert_eq!(found[0].places[0].place, file("config.py", 7), "first where it is written");
        assert_eq!(found[0].places.len(), 2);
        let because = &found[0].status_because;
        assert!(because.contains("shows it: the cookie is sent without Secure"), "{because}");
        assert!(because.contains("is taken for shop:app in web"), "{because}");
    }

    #[test]
    fn a_live_reply_that_shows_the_opposite_mitigates_it() {
        let mut facts = world(&[("web", Kind::Production)]);
        facts.exchanges = vec![exchange(LOCAL, Kind::Production, None)];
        let mut report =
            judge(&[&rule_with("cookies/secure", cookie_rule)], &mut facts, &Options::default()).expect("known");
        assert_eq!(report.findings.len(), 1);
        let found = report.findings.remove(0);
        assert_eq!(found.status, Status::Mitigated);
        assert!(found.status_because.contains("shows the safe state"), "{}", found.status_because);
        assert_eq!(report.summary.counts.high, 0, "mitigated findings do not count");
    }

    #[test]
    fn a_reply_of_another_environment_changes_nothing() {
        let alone = judged(&mut world(&[("web", Kind::Production)]), &Options::default());
        for status in [200, 500] {
            let mut facts = world(&[("web", Kind::Production)]);
            let mut answer = exchange("http://10.0.0.5", Kind::Staging, Some("staging"));
            answer.status = status;
            facts.exchanges = vec![answer];
            let found = judged(&mut facts, &Options::default());
            let shop = found.iter().find(|f| f.subject == shop()).expect("the app's finding");
            assert_eq!((shop.status, shop.severity, shop.places.len()), (Status::Suspected, Severity::High, 1));
            assert_eq!(shop.fingerprint, alone[0].fingerprint);
            let others: Vec<_> = found.iter().filter(|f| f.subject != self::shop()).map(|f| f.severity).collect();
            assert!(others.iter().all(|s| *s == Severity::Info), "{others:?}");
        }
    }

    #[test]
    fn a_declared_staging_that_is_seen_stands_apart_from_production() {
        let mut facts = world(&[("web", Kind::Production), ("staging", Kind::Staging)]);
        let mut answer = exchange("http://10.0.0.5", Kind::Staging, Some("staging"));
        answer.status = 500;
        facts.exchanges = vec![answer];
        let found = judged(&mut facts, &Options::default());
        let shown: Vec<_> = found.iter().map(|f| (f.environment, f.status, f.severity)).collect();
        assert_eq!(
            shown,
            [(Kind::Production, Status::Suspected, Severity::High), (Kind::Staging, Status::Confirmed, Severity::Info)]
        );
        assert!(found[0].status_because.contains("says nothing about web"), "{}", found[0].status_because);
    }

    fn safe_in_the_files(facts: &Facts, out: &mut Verdicts) {
        let standing = within(0);
        out.passes(&shop(), standing, vec![Step::new(file("config.py", 7), "sets it to True")]);
        for exchange in &facts.exchanges {
            let places = vec![Step::new(reply(&exchange.url), "the cookie is sent without Secure")];
            out.fails(&shop(), standing, Strength::Proves, "The session cookie lacks Secure.", places);
        }
    }

    #[test]
    fn a_running_app_that_contradicts_its_files_is_confirmed_and_explained() {
        let mut facts = world(&[("web", Kind::Production)]);
        facts.exchanges = vec![exchange(LOCAL, Kind::Production, None)];
        let rule = rule_with("cookies/secure", safe_in_the_files);
        let found = judge(&[&rule], &mut facts, &Options::default()).expect("known").findings;
        assert_eq!((found.len(), found[0].status), (1, Status::Confirmed));
        let because = &found[0].status_because;
        assert!(because.contains("config.py:7 says otherwise (sets it to True)"), "{because}");
    }
}
