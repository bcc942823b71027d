//! Patterns of paths in lines that include files.

/// Whether a path fits a pattern: `*` and `?` stop at slashes, `**/` at the start is any folder.
pub(in crate::config) fn matches(pattern: &str, path: &str) -> bool {
    match pattern.strip_prefix("**/") {
        Some(rest) => {
            let parts = rest.matches('/').count();
            let start = path.rmatch_indices('/').nth(parts).map_or(0, |(at, _)| at + 1);
            fits(rest.as_bytes(), &path.as_bytes()[start..])
        }
        None => fits(pattern.as_bytes(), path.as_bytes()),
    }
}

/// Backtracks to the last star only, so that no pattern takes long.
fn fits(pattern: &[u8], path: &[u8]) -> bool {
    let (mut p, mut s, mut star) = (0, 0, None);
    while s < path.len() {
        match pattern.get(p) {
            Some(b'*') => {
                star = Some((p, s));
                p += 1;
            }
            Some(c) if *c == path[s] || (*c == b'?' && path[s] != b'/') => (p, s) = (p + 1, s + 1),
            _ => match star {
                Some((at, from)) if path[from] != b'/' => {
                    star = Some((at, from + 1));
                    (p, s) = (at + 1, from + 1);
                }
                _ => return false,
            },
        }
    }
    pattern[p..].iter().all(|c| *c == b'*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_stop_at_slashes() {
        let table = [
            ("conf.d/*.conf", "conf.d/a.conf", true),
            ("conf.d/*.conf", "conf.d/x/a.conf", false),
            ("**/etc/nginx/a.conf", "deploy/etc/nginx/a.conf", true),
            ("**/etc/nginx/a.conf", "etc/nginx/a.conf", true),
            ("sites/*", "sites/a*b", true),
            ("a*b*c", "axxbyyc", true),
            ("a?c", "a/c", false),
        ];
        for (pattern, path, expected) in table {
            assert_eq!(matches(pattern, path), expected, "{pattern} {path}");
        }
    }
}
