//! What operating systems, editors and other version control leave behind.

use sneck_model::Severity::{self, Low, Medium};

use super::dump::is_sqlite;
use super::{File, Sort, line_starts};

const fn left(path: &'static str, proof: fn(&str) -> bool, severity: Severity, says: &'static str) -> File {
    File::new(Sort::Metadata, path, proof, severity, says)
}

pub(super) const FILES: &[File] = &[
    left(".DS_Store", is_ds_store, Low, "a list of the files of its folder, which macOS keeps"),
    left(".svn/entries", is_svn_entries, Medium, "part of a Subversion working copy"),
    left(".svn/wc.db", is_sqlite, Medium, "the database of a Subversion working copy"),
    left(".hg/requires", is_hg, Medium, "part of a Mercurial repository"),
    left(".idea/workspace.xml", is_idea, Low, "the state of an editor's project"),
    left(".vscode/settings.json", is_vscode, Low, "the settings of an editor's project"),
    left(".vscode/sftp.json", is_sftp, Medium, "where and how an editor uploads files"),
];

/// `Bud1` behind an alignment word and a version.
fn is_ds_store(body: &str) -> bool {
    body.starts_with("\0\0\0\u{1}Bud1")
}

/// The number of the format alone since 1.7, an XML document or a list before.
fn is_svn_entries(body: &str) -> bool {
    body.starts_with("<?xml") && body.contains("<wc-entries") || matches!(body.trim_end(), "8" | "9" | "10" | "12")
}

fn is_hg(body: &str) -> bool {
    line_starts(body, &["revlogv1", "share-safe", "dotencode"]) && body.len() < 400
}

fn is_idea(body: &str) -> bool {
    body.trim_start().starts_with("<?xml") && body.contains("<project version=")
}

fn is_vscode(body: &str) -> bool {
    let body = body.trim();
    let known = ["\"editor.", "\"python.", "\"files.", "\"workbench.", "\"terminal."];
    body.starts_with('{') && body.ends_with('}') && known.iter().any(|word| body.contains(word))
}

fn is_sftp(body: &str) -> bool {
    let body = body.trim();
    body.starts_with('{')
        && body.contains("\"host\"")
        && (body.contains("\"remotePath\"") || body.contains("\"protocol\""))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_has_its_own_mark() {
        assert!(is_ds_store("\0\0\0\u{1}Bud1\0") && !is_ds_store("Bud1"));
        assert!(is_svn_entries("12\n") && !is_svn_entries("hello"));
        assert!(is_hg("dotencode\nfncache\n") && !is_hg("<p>dotencode"));
        assert!(is_vscode("{\"editor.tabSize\": 2}") && !is_vscode("{}"));
    }
}
