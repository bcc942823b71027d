//! Repositories of git. The rule wants two files that agree.

use sneck_model::Severity::High;

use super::{File, Sort, line_starts};

/// The path of the configuration.
pub(crate) const CONFIG: &str = ".git/config";
/// The path of the current branch.
pub(crate) const HEAD: &str = ".git/HEAD";

const fn git(path: &'static str, proof: fn(&str) -> bool, says: &'static str) -> File {
    File::new(Sort::Git, path, proof, High, says)
}

pub(super) const FILES: &[File] = &[
    git(CONFIG, is_config, "the configuration of a git repository"),
    git(HEAD, is_head, "the name of the branch that a git repository stands at"),
];

fn is_config(body: &str) -> bool {
    line_starts(body, &["[core]"]) && !body.contains("</")
}

/// `ref: refs/heads/main`, or the id of a commit (`gitrepository-layout(5)`).
fn is_head(body: &str) -> bool {
    let line = body.trim_end();
    let id = matches!(line.len(), 40 | 64) && line.bytes().all(|b| b.is_ascii_hexdigit());
    id || (line.starts_with("ref: refs/") && !line.contains('\n'))
}

/// Whether the configuration names a remote with a password or a token in its address.
pub(crate) fn names_a_password(body: &str) -> bool {
    let urls = body.lines().filter_map(|line| line.trim().strip_prefix("url"));
    let of =
        |rest: &str| rest.trim_start().strip_prefix('=').and_then(|url| url.split_once("://")).is_some_and(has_login);
    urls.into_iter().any(of)
}

fn has_login((_, rest): (&str, &str)) -> bool {
    let authority = rest.split('/').next().unwrap_or_default();
    authority.rsplit_once('@').is_some_and(|(login, _)| login.contains(':') || login.len() >= 20)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_repository() {
        assert!(is_config("[core]\n\trepositoryformatversion = 0\n"));
        assert!(!is_config("<pre>\n[core]\n</pre>"));
        assert!(is_head("ref: refs/heads/main\n") && is_head(&"a1".repeat(20)));
        assert!(!is_head("ref: refs/heads/main\nand so on") && !is_head("main"));
    }

    #[test]
    fn an_address_of_a_remote_may_hold_a_password() {
        assert!(names_a_password("[remote \"origin\"]\n\turl = https://ada:x@git.example/shop.git\n"));
        assert!(!names_a_password("[remote \"origin\"]\n\turl = https://git.example/shop.git\n"));
        assert!(!names_a_password("[remote \"origin\"]\n\turl = ssh://git@git.example/shop.git\n"));
    }
}
