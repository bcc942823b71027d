//! Status pages of web servers, at the addresses that their manuals give them: what nginx counts, and whom Apache serves.
//! <https://nginx.org/en/docs/http/ngx_http_stub_status_module.html>,
//! <https://httpd.apache.org/docs/2.4/mod/mod_status.html>

use super::web::{header, request};
use super::{Found, Heard, Next, has};
use crate::wire::{Answer, answer};

/// A server, where its page stands, and what such a page says.
struct Page {
    product: &'static str,
    /// The beginning of its `Server` header.
    server: &'static str,
    programs: &'static [&'static str],
    paths: &'static [&'static str],
    is: fn(&Answer) -> bool,
    says: &'static str,
}

const PAGES: &[Page] = &[
    Page {
        product: "nginx-status",
        server: "nginx",
        programs: &["nginx"],
        paths: &["/nginx_status", "/stub_status", "/basic_status", "/status"],
        is: |page| has(&page.body, b"Active connections:") && has(&page.body, b"server accepts handled requests"),
        says: "shows its counts of connections",
    },
    Page {
        product: "apache-status",
        server: "Apache",
        programs: &["apache2", "httpd"],
        paths: &["/server-status?auto", "/status?auto"],
        is: |page| has(&page.body, b"BusyWorkers:") && has(&page.body, b"Scoreboard:"),
        says: "shows who asks it for what",
    },
];

/// What follows the front page of a server that is none of the known products.
pub(super) fn after(heard: &Heard<'_>, front: &Answer) -> Option<Next> {
    let page = page_of(heard, front)?;
    let first = page.paths.first()?;
    Some(Next::Anew(request(first, "")))
}

/// The pages one after the other; nothing where none of them shows a status.
pub(super) fn asked(heard: &Heard<'_>, front: &Answer, reply: &Answer) -> Option<Next> {
    let page = page_of(heard, front)?;
    let at = heard.turn().checked_sub(2)?;
    let path = page.paths.get(at)?.split('?').next().unwrap_or_default();
    if reply.status == 200 && (page.is)(reply) {
        let found = Found::open(page.product, format!("{} to whoever asks (`{path}`)", page.says));
        return Some(found.version(version(front)).into());
    }
    page.paths.get(at + 1).map(|next| Next::Anew(request(next, "")))
}

/// Whether the status of a server is refused to us: it is there, and asks who wants to see it.
pub(super) fn refused(heard: &Heard<'_>, front: &Answer) -> Option<Found> {
    let page = page_of(heard, front)?;
    let replies = heard.before.iter().skip(2).map(Vec::as_slice).chain([heard.now]);
    let mut answers = replies.zip(page.paths).filter_map(|(bytes, path)| Some((answer(bytes).ok()?, *path)));
    // A server that refuses whatever it is asked says nothing of one page.
    let (refusal, path) =
        answers.find(|(reply, _)| matches!(reply.status, 401 | 403) && front.status != reply.status)?;
    let says = format!("refuses its status to strangers (`{path}` is answered {})", refusal.status);
    Some(Found::guarded(page.product, says).version(version(front)))
}

/// `nginx/1.22.1`, `Apache/2.4.62 (Debian)`
fn version(front: &Answer) -> Option<String> {
    let server = header(front, "server")?;
    Some(server.split_once('/')?.1.split(' ').next()?.to_owned())
}

fn page_of(heard: &Heard<'_>, front: &Answer) -> Option<&'static Page> {
    let server = header(front, "server").unwrap_or_default();
    PAGES.iter().find(|page| server.starts_with(page.server) || page.programs.contains(&heard.program))
}
