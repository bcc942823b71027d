//! Keys that one file is given by the name that another file has for them: `jwt.encode(claims, config.TOKEN_KEY)`.

use ruff_text_size::Ranged;
use sneck_model::{Argument, Kind, Place, Secret, Value};

use super::module::Module;
use super::{Items, value};
use crate::hash::Map;
use crate::source::literals;

/// A text that a module gives a name.
#[derive(Clone, Debug)]
pub struct Constant {
    name: String,
    value: Secret,
    place: Place,
}

/// The texts of a module whose names say that they do not change.
#[must_use]
pub fn of(module: &Module<'_>) -> Vec<Constant> {
    let constant = |(name, expr): (&str, &ruff_python_ast::Expr)| {
        let written = is_constant(name).then(|| value::literal_bytes(expr)).flatten()?;
        let place = module.file.place(expr.range());
        Some(Constant { name: name.to_owned(), value: literals::secret(written), place })
    };
    module.constants().filter_map(constant).collect()
}

fn is_constant(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'_')
}

/// Gives the calls of each file the keys that other files hold.
pub fn link(files: &mut [Items]) {
    let known = Known::of(files);
    for items in files.iter_mut() {
        let (module, is_package) = (items.module.clone(), items.path.ends_with("/__init__.py"));
        for argument in items.calls.iter_mut().flat_map(|call| &mut call.arguments) {
            let path = argument.elsewhere.as_deref().and_then(|path| absolute(path, &module, is_package));
            if let Some(constant) = path.and_then(|path| known.constant(&path)) {
                take(argument, constant);
            }
        }
    }
}

fn take(argument: &mut Argument, constant: &Constant) {
    argument.value = Value::Secret(constant.value.clone());
    argument.written = Some(constant.place.clone());
}

/// A relative import by its full name.
fn absolute(path: &str, module: &str, is_package: bool) -> Option<String> {
    let rest = path.trim_start_matches('.');
    let up = (path.len() - rest.len()).saturating_sub(usize::from(is_package));
    if path == rest {
        return Some(path.to_owned());
    }
    let parts: Vec<&str> = module.split('.').collect();
    let kept = parts.get(..parts.len().checked_sub(up)?)?;
    Some(kept.iter().copied().chain([rest]).collect::<Vec<_>>().join("."))
}

/// The constants of all files for users, by module.
struct Known(Map<String, Vec<(String, Vec<Constant>)>>);

impl Known {
    fn of(files: &mut [Items]) -> Self {
        let mut by_last: Map<String, Vec<(String, Vec<Constant>)>> = Map::default();
        for items in files.iter_mut().filter(|items| items.kind == Kind::Production) {
            let constants = std::mem::take(&mut items.constants);
            let last = items.module.rsplit('.').next().unwrap_or_default().to_owned();
            by_last.entry(last).or_default().push((items.module.clone(), constants));
        }
        Self(by_last)
    }

    /// Of the only module of that name: it may stand in a folder from which the program is started.
    fn constant(&self, path: &str) -> Option<&Constant> {
        let (module, name) = path.rsplit_once('.')?;
        let same = self.0.get(module.rsplit('.').next()?)?;
        let ends = |known: &str| known == module || known.strip_suffix(module).is_some_and(|rest| rest.ends_with('.'));
        let mut all = same.iter().filter(|(known, _)| ends(known));
        let (Some((_, constants)), None) = (all.next(), all.next()) else { return None };
        constants.iter().find(|constant| constant.name == name)
    }
}

#[cfg(test)]
mod tests {
    use crate::source::python::PythonFile;
    use crate::tree::File;

    fn written(call: &str, import: &str) -> Option<String> {
        let source = format!("import jwt\n{import}\n\ndef token():\n    return jwt.encode({{}}, {call})\n");
        let files = [
            File::new("shop/keys.py", "LINE = 1\nTOKEN_KEY = 'Gx7pQ2vLw9'\n"),
            File::new("shop/app.py", source.as_str()),
        ];
        let python: Vec<PythonFile<'_>> = files.iter().map(PythonFile::new).collect();
        let items = super::super::all(&python);
        let place = items.iter().flat_map(|i| &i.calls).find_map(|call| call.arguments[1].written.clone());
        place.map(|place| place.to_string())
    }

    #[test]
    fn a_key_of_another_file_is_found_by_the_name_that_it_has_there() {
        for (import, call) in [
            ("from shop.keys import TOKEN_KEY", "TOKEN_KEY"),
            ("from .keys import TOKEN_KEY as key", "key"),
            ("from keys import TOKEN_KEY", "TOKEN_KEY"),
            ("from shop import keys", "keys.TOKEN_KEY"),
        ] {
            assert_eq!(written(call, import).as_deref(), Some("shop/keys.py:2"), "{import}");
        }
        assert_eq!(written("OTHER", "from shop.keys import OTHER"), None);
        assert_eq!(written("TOKEN_KEY", "from other.keys import TOKEN_KEY"), None);
    }
}
