//! Log-ins that a client fills in for its user: `DEFAULT_PASSWORD = "admin"` of a device, offered by a form of settings.
//!
//! Such a constant is the device's, printed in its manual. It opens nothing of the project, and whoever sets the client
//! up is asked for the real one.

use sneck_model::Literal;

use crate::tree::{File, Tree};

/// Calls that describe one field of a form (voluptuous).
const FIELDS: &[&str] = &["vol.Optional(", "vol.Required(", "vol.Inclusive(", "vol.Exclusive("];

/// So many bytes before a use show what it stands in.
const BEFORE: usize = 240;

/// What a file does with a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Use {
    /// It is defined or imported.
    Made,
    /// It is what a field says before anybody fills it in.
    Offered,
    /// It stands in for a setting that is missing: `config.get(CONF_PASSWORD, DEFAULT_PASSWORD)`.
    StandsIn,
    Other,
}

/// Leaves out constants that nothing but forms of a client uses.
pub fn without_client_defaults(tree: &Tree, literals: &mut Vec<Literal>) {
    literals.retain(|literal| !is_client_default(tree, literal));
}

fn is_client_default(tree: &Tree, literal: &Literal) -> bool {
    let Some((path, _)) = literal.place.file().filter(|(path, _)| path.ends_with(".py")) else { return false };
    if !literal.name.starts_with("DEFAULT_") {
        return false;
    }
    let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let beside = tree.files.iter().filter(|file| file.folder() == folder && file.path.ends_with(".py"));
    let uses: Vec<Use> = beside.flat_map(|file| uses(file, &literal.name)).collect();
    uses.contains(&Use::Offered) && !uses.contains(&Use::Other)
}

fn uses(file: &File, name: &str) -> Vec<Use> {
    let text = file.text();
    let whole = |at: &usize| {
        let is_name = |c: char| c.is_alphanumeric() || c == '_';
        !text[..*at].ends_with(is_name) && !text[at + name.len()..].starts_with(is_name)
    };
    text.match_indices(name).map(|(at, _)| at).filter(whole).map(|at| of(&text, at, name.len())).collect()
}

fn of(text: &str, at: usize, length: usize) -> Use {
    let start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let (head, tail) = (text[start..at].trim_start(), text[at + length..].lines().next().unwrap_or_default().trim());
    let imported =
        head.starts_with("from ") || head.starts_with("import ") || (head.is_empty() && matches!(tail, "," | ""));
    let defined = head.is_empty() && (tail.starts_with('=') || tail.starts_with(": Final"));
    if imported || defined {
        return Use::Made;
    }
    let from = text[..at].char_indices().rev().nth(BEFORE).map_or(0, |(from, _)| from);
    let before = &text[from..at];
    let field = FIELDS.iter().filter_map(|call| before.rfind(call)).max();
    let open = |from: usize| before[from..].matches('(').count() > before[from..].matches(')').count();
    match field {
        Some(field) if before.trim_end().ends_with("default=") && open(field) => Use::Offered,
        _ if before.rfind(".get(").is_some_and(open) && before.trim_end().ends_with(',') => Use::StandsIn,
        _ => Use::Other,
    }
}

#[cfg(test)]
mod tests {
    use crate::tree::{File, Tree};

    const CONSTANTS: &str = "DEFAULT_USERNAME = \"admin\"\nDEFAULT_PASSWORD = \"admin\"\n";
    const FORM: &str = "import voluptuous as vol\nfrom .const import DEFAULT_PASSWORD\n\nSCHEMA = vol.Schema({\n    \
                        vol.Optional(CONF_PASSWORD, default=DEFAULT_PASSWORD): str,\n})\n";

    fn found(files: &[(&str, &str)]) -> usize {
        let mut files: Vec<File> = files.iter().map(|(path, text)| File::new(path, text)).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        let facts = crate::facts(&Tree { files, ..Tree::default() });
        facts.literals.iter().filter(|literal| literal.name == "DEFAULT_PASSWORD").count()
    }

    #[test]
    fn a_default_that_a_form_offers_is_nobodys_password() {
        assert_eq!(found(&[("router/const.py", CONSTANTS), ("router/config_flow.py", FORM)]), 0);
        let device = format!("{CONSTANTS}\n{FORM}\nuser = entry.data.get(CONF_PASSWORD, DEFAULT_PASSWORD)\n");
        assert_eq!(found(&[("router/__init__.py", &device)]), 0);
    }

    #[test]
    fn a_default_that_the_program_uses_itself_is_a_password() {
        let used = "from .const import DEFAULT_PASSWORD\n\ncreate_user(\"admin\", DEFAULT_PASSWORD)\n";
        let all = [("shop/const.py", CONSTANTS), ("shop/config_flow.py", FORM), ("shop/setup.py", used)];
        assert_eq!(found(&all), 1);
        assert_eq!(found(&[("shop/const.py", CONSTANTS)]), 1);
    }
}
