//! Which `except` clause catches which exception.

/// The classes above each built-in exception that configuration code meets.
const PARENTS: &[(&str, &str)] = &[
    ("ModuleNotFoundError", "ImportError"),
    ("ImportError", "Exception"),
    ("KeyError", "LookupError"),
    ("IndexError", "LookupError"),
    ("LookupError", "Exception"),
    ("AttributeError", "Exception"),
    ("NameError", "Exception"),
    ("TypeError", "Exception"),
    ("ValueError", "Exception"),
    ("JSONDecodeError", "ValueError"),
    ("UnicodeDecodeError", "ValueError"),
    ("FileNotFoundError", "OSError"),
    ("PermissionError", "OSError"),
    ("IOError", "Exception"),
    ("OSError", "Exception"),
    ("RuntimeError", "Exception"),
    ("NotImplementedError", "RuntimeError"),
    ("AssertionError", "Exception"),
    ("ZeroDivisionError", "ArithmeticError"),
    ("ArithmeticError", "Exception"),
    ("SystemExit", "BaseException"),
    ("Exception", "BaseException"),
];

/// True when a clause for `caught` catches an exception of class `raised`. Classes of projects and
/// libraries are taken to derive from `Exception`.
pub fn catches(caught: &str, raised: &str) -> bool {
    let caught = if matches!(caught, "IOError" | "EnvironmentError") { "OSError" } else { caught };
    let mut class = raised;
    loop {
        if class == caught {
            return true;
        }
        match PARENTS.iter().find(|(name, _)| *name == class) {
            Some((_, parent)) => class = parent,
            None if class == "BaseException" => return false,
            None => class = "Exception",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::catches;

    #[test]
    fn a_clause_catches_the_classes_below_its_own() {
        assert!(catches("ImportError", "ModuleNotFoundError"));
        assert!(catches("Exception", "KeyError"));
        assert!(catches("Exception", "shop.ConfigError"));
        assert!(!catches("KeyError", "ImportError"));
        assert!(!catches("Exception", "SystemExit"));
    }
}
