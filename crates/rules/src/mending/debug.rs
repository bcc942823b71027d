//! Debug mode, off for good or until somebody asks for it from outside.

use sneck_model::{Edit, Facts, Finding, Framework, Key, Place};

use super::settings::{Wish, concerned, set};
use super::{Page, edits, join};

const WISH: Wish = Wish::off(Key::DEBUG);

/// What Django's settings say afterwards: developers switch it on with a variable.
const IN_DJANGO: &str = "os.environ.get(\"DJANGO_DEBUG\") == \"1\"";

/// Off is every framework's default, so an argument is taken out; what has to stay says `False`, or reads a variable.
pub(crate) fn off(facts: &Facts, finding: &Finding) -> Vec<Edit> {
    let places =
        concerned(facts, finding, &WISH).filter_map(|setting| Some((setting, &setting.because.first()?.place)));
    let mut all = Vec::new();
    for (setting, place) in places {
        let django = facts.framework_of(&setting.component) == Some(Framework::Django);
        if let Some(own) = if django { by_variable(facts, place) } else { left_out(facts, place) } {
            join(&mut all, own);
        }
    }
    if all.is_empty() { set(facts, finding, &[WISH]) } else { all }
}

/// `app.run(debug=True)` becomes `app.run()`.
fn left_out(facts: &Facts, place: &Place) -> Option<Vec<Edit>> {
    let page = Page::of(facts, place)?;
    let at = page.at(place)?;
    page.literal(at)?;
    let (entry, part) = page.entry_of(at)?;
    let called = page.outline.parts.get(part.parent?).is_some_and(|whole| TAKE_DEBUG.contains(&last(&whole.name)));
    (called && part.name == "debug").then(|| edits([page.without(entry)]))?
}

/// Calls whose `debug=` is off by itself.
const TAKE_DEBUG: &[&str] = &["run", "FastAPI", "Starlette", "Application"];

fn last(name: &str) -> &str {
    name.rsplit('.').next().unwrap_or(name)
}

/// `DEBUG = True` of Django's settings.
fn by_variable(facts: &Facts, place: &Place) -> Option<Vec<Edit>> {
    let page = Page::of(facts, place)?;
    let at = page.at(place)?;
    let (_, statement) = page.statement(at)?;
    let (_, literal) = page.literal(at)?;
    if statement.name != "DEBUG" || statement.value != literal.range {
        return None;
    }
    let mut all = page.import_os()?;
    all.extend(page.replace(literal.range.clone(), page.styled(IN_DJANGO)));
    Some(all)
}
