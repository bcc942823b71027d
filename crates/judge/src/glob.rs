//! Path patterns of ignores.

/// Whether a path matches a pattern: `*` and `?` stay within a folder, `**` crosses folders, and a pattern
/// that names a folder means all that is in it.
pub(crate) fn matches(pattern: &str, path: &str) -> bool {
    let pattern = pattern.trim_start_matches("./").trim_end_matches('/');
    let parts: Vec<&str> = pattern.split('/').collect();
    let path: Vec<&str> = path.split('/').collect();
    // `reached[i]`: the first `i` parts of the pattern match what was consumed so far.
    let mut reached = vec![false; parts.len() + 1];
    reached[0] = true;
    skip_any_depth(&parts, &mut reached);
    for name in path {
        let mut next = vec![false; parts.len() + 1];
        for (i, part) in parts.iter().enumerate().filter(|(i, _)| reached[*i]) {
            match *part {
                "**" => next[i] = true,
                part if part_matches(part, name) => next[i + 1] = true,
                _ => {}
            }
        }
        next[parts.len()] |= reached[parts.len()];
        skip_any_depth(&parts, &mut next);
        reached = next;
    }
    reached[parts.len()]
}

/// `**` also stands for no folder at all.
fn skip_any_depth(parts: &[&str], reached: &mut [bool]) {
    for (i, part) in parts.iter().enumerate() {
        reached[i + 1] |= reached[i] && *part == "**";
    }
}

fn part_matches(part: &str, name: &str) -> bool {
    let part: Vec<char> = part.chars().collect();
    let mut reached = vec![false; part.len() + 1];
    reached[0] = true;
    let star = |reached: &mut [bool]| {
        for (i, c) in part.iter().enumerate() {
            reached[i + 1] |= reached[i] && *c == '*';
        }
    };
    star(&mut reached);
    for seen in name.chars() {
        let mut next = vec![false; part.len() + 1];
        for (i, c) in part.iter().enumerate().filter(|(i, _)| reached[*i]) {
            next[i] |= *c == '*';
            next[i + 1] |= *c == '?' || *c == seen;
        }
        star(&mut next);
        reached = next;
    }
    reached[part.len()]
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn stars_stay_in_a_folder_and_double_stars_do_not() {
        let table = [
            ("app.py", "app.py", true),
            ("*.py", "app.py", true),
            ("*.py", "shop/app.py", false),
            ("**/*.py", "shop/views/app.py", true),
            ("**/*.py", "app.py", true),
            ("legacy/**", "legacy/a/b.py", true),
            ("legacy", "legacy/a/b.py", true),
            ("legacy/", "legacy/a.py", true),
            ("legacy", "legacy2/a.py", false),
            ("./conf?.toml", "conf1.toml", true),
            ("a*b*c", "aXbYc", true),
            ("a*b*c", "aXbY", false),
        ];
        for (pattern, path, expected) in table {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }

    #[test]
    fn many_stars_stay_cheap() {
        assert!(!matches(&"*a".repeat(200), &"a".repeat(5000).replace('a', "aa").replace("aa", "ab")));
    }
}
