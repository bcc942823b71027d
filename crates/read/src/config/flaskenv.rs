//! `.flaskenv`: `flask run` reads it, and nothing else does.

use sneck_model::Kind;

use super::found::Found;
use super::place::at;
use crate::declared::Declared;
use crate::tree::Tree;

/// A way of starting for each `.flaskenv`. Its variables are not put in here: Flask loads them itself
/// when it is run, after those of the shell and of `.env`.
pub fn read(tree: &Tree, found: &mut Found) {
    for file in tree.files.iter().filter(|file| file.name() == ".flaskenv") {
        found.declared.push(Declared {
            name: file.path.to_string(),
            kind: Some((Kind::Development, "only flask run reads .flaskenv".to_owned())),
            command: vec!["flask".to_owned(), "run".to_owned()],
            place: at(&file.path, 0),
            folder: file.folder().to_owned(),
            container: false,
            variables: Vec::new(),
            open: Vec::new(),
        });
    }
}

#[cfg(test)]
mod tests {
    use crate::config::testing::rows;

    #[test]
    fn a_flaskenv_is_a_development_environment_without_variables_of_its_own() {
        let files = [("app/.flaskenv", "FLASK_DEBUG=1\n"), ("app/x.py", "")];
        assert_eq!(rows(&files), ["app/.flaskenv (development) in app: flask run @app/.flaskenv"]);
    }
}
