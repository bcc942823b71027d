//! Hosts that serve scripts which let anybody run code on a page that allows them.
//!
//! Three kinds, each a public fact about the host: it answers with a call of a function that the address names (JSONP),
//! it hands out old releases of AngularJS, whose templates run text as code, or anybody can publish there.

use crate::csp::words;
use crate::hosts;

/// What can be had from a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Serves {
    /// Answers that call a function of the asker's choice.
    Jsonp,
    /// The same, for code that needs `'unsafe-eval'` besides.
    JsonpWithEval,
    /// AngularJS.
    Angular,
    /// Whatever anybody publishes.
    Anything,
}

use Serves::{Angular, Anything, Jsonp, JsonpWithEval};

/// Host, path and what is there. A source that names a path allows what lies there: a folder when it ends with a slash.
const KNOWN: &[(&str, &str, Serves)] = &[
    // Packages that anybody publishes to npm, GitHub or a paste.
    ("cdn.jsdelivr.net", "/npm/", Anything),
    ("cdn.jsdelivr.net", "/gh/", Anything),
    ("cdn.jsdelivr.net", "/npm/angular@1.8.3/angular.min.js", Angular),
    ("cdn.rawgit.com", "/", Anything),
    ("esm.run", "/", Anything),
    ("esm.sh", "/", Anything),
    ("cdn.skypack.dev", "/", Anything),
    ("ga.jspm.io", "/npm:", Anything),
    ("jspm.dev", "/", Anything),
    ("rawcdn.githack.com", "/", Anything),
    ("raw.githack.com", "/", Anything),
    ("rawgit.com", "/", Anything),
    ("unpkg.com", "/", Anything),
    ("storage.googleapis.com", "/", Anything),
    ("s3.amazonaws.com", "/", Anything),
    // Libraries, AngularJS among them.
    ("ajax.aspnetcdn.com", "/ajax/angularjs/1.8.2/angular.min.js", Angular),
    ("ajax.googleapis.com", "/ajax/libs/angularjs/1.8.3/angular.min.js", Angular),
    ("cdn.bootcdn.net", "/ajax/libs/angular.js/1.8.3/angular.min.js", Angular),
    ("cdn.bootcss.com", "/angular.js/1.6.9/angular.min.js", Angular),
    ("cdn.staticfile.org", "/angular.js/1.8.3/angular.min.js", Angular),
    ("cdnjs.cloudflare.com", "/ajax/libs/angular.js/1.8.3/angular.min.js", Angular),
    ("code.angularjs.org", "/1.8.3/angular.min.js", Angular),
    ("lib.baomitu.com", "/angular.js/1.8.3/angular.min.js", Angular),
    ("lib.sinaapp.com", "/js/angular.js/angular-1.2.19/angular.min.js", Angular),
    ("yastatic.net", "/angularjs/1.3.16/angular.min.js", Angular),
    // Answers that call a function: the parameter is `callback` or `jsonp` in all of them.
    ("accounts.google.com", "/o/oauth2/revoke", Jsonp),
    ("ajax.googleapis.com", "/ajax/services/feed/find", Jsonp),
    ("api.bing.com", "/qsonhs.aspx", Jsonp),
    ("api.crossref.org", "/works", Jsonp),
    ("api.datamuse.com", "/words", Jsonp),
    ("api.flickr.com", "/services/feeds/photos_public.gne", Jsonp),
    ("api.github.com", "/", Jsonp),
    ("api.ipify.org", "/", Jsonp),
    ("api.mixpanel.com", "/track/", Jsonp),
    ("api.stackexchange.com", "/2.3/questions", Jsonp),
    ("api.tumblr.com", "/v2/blog/", Jsonp),
    ("api.vimeo.com", "/oembed.json", Jsonp),
    ("api.vk.com", "/method/wall.get", Jsonp),
    ("clients1.google.com", "/complete/search", Jsonp),
    ("commons.wikimedia.org", "/w/api.php", Jsonp),
    ("cse.google.com", "/api/", Jsonp),
    ("dev.virtualearth.net", "/REST/v1/", Jsonp),
    ("duckduckgo.com", "/ac/", Jsonp),
    ("en.wikipedia.org", "/w/api.php", Jsonp),
    ("freegeoip.net", "/json/", Jsonp),
    ("gdata.youtube.com", "/feeds/", Jsonp),
    ("graph.facebook.com", "/", Jsonp),
    ("ipinfo.io", "/", Jsonp),
    ("itunes.apple.com", "/search", Jsonp),
    ("maps.google.com", "/maps/api/geocode/json", Jsonp),
    ("maps.googleapis.com", "/maps/api/js/", Jsonp),
    ("noembed.com", "/embed", Jsonp),
    ("pipes.yahooapis.com", "/pipes/", Jsonp),
    ("publish.twitter.com", "/oembed", Jsonp),
    ("query.yahooapis.com", "/v1/public/yql", Jsonp),
    ("search.twitter.com", "/search.json", Jsonp),
    ("soundcloud.com", "/oembed", Jsonp),
    ("suggestqueries.google.com", "/complete/search", Jsonp),
    ("translate.googleapis.com", "/$discovery/rest", Jsonp),
    ("translate.google.com", "/translate_a/", Jsonp),
    ("translate.yandex.net", "/api/v1.5/tr.json/detect", Jsonp),
    ("vimeo.com", "/api/oembed.json", Jsonp),
    ("widgets.pinterest.com", "/v1/urls/count.json", Jsonp),
    ("www.bing.com", "/osjson.aspx", Jsonp),
    ("www.flickr.com", "/services/oembed", Jsonp),
    ("www.google.com", "/complete/search", Jsonp),
    ("www.googleapis.com", "/customsearch/v1", Jsonp),
    ("www.googleapis.com", "/blogger/v3/", Jsonp),
    ("www.linkedin.com", "/countserv/count/share", Jsonp),
    ("www.reddit.com", "/api/info.json", Jsonp),
    ("www.youtube.com", "/oembed", Jsonp),
    // Containers of tags, where anybody opens an account of his own.
    ("mc.yandex.ru", "/watch/", JsonpWithEval),
    ("www.google-analytics.com", "/gtm/js", JsonpWithEval),
    ("www.googletagmanager.com", "/gtm.js", JsonpWithEval),
];

/// What somebody can have from a source to get past the policy, and from which host.
pub(super) fn bypass(source: &str, with_eval: bool) -> Option<(&'static str, Serves)> {
    let (host, path) = words::host_and_path(source);
    let counts = |serves: Serves| serves != JsonpWithEval || with_eval;
    let mut known = KNOWN.iter().filter(|(known, ..)| is_host(&host, known));
    let found = known.find(|(_, there, serves)| counts(*serves) && lies_at(path, there, *serves));
    found.map(|(host, _, serves)| (*host, *serves)).or_else(|| platform(&host).map(|domain| (domain, Anything)))
}

fn is_host(source: &str, known: &str) -> bool {
    match source.strip_prefix("*.") {
        Some(domain) => known.strip_suffix(domain).is_some_and(|rest| rest.ends_with('.')),
        None => source == known,
    }
}

/// A source without a path allows the host; one that ends with a slash allows what lies below; any other, that file.
/// Where anybody publishes, a folder that is as short as the place itself is everybody's; a longer one is somebody's.
fn lies_at(allowed: &str, there: &str, serves: Serves) -> bool {
    match allowed {
        "" | "/" => true,
        folder if folder.ends_with('/') => there.starts_with(folder),
        file => file == there && serves != Anything,
    }
}

/// `*.herokuapp.com`: whatever anybody runs there.
fn platform(host: &str) -> Option<&'static str> {
    host.strip_prefix("*.").and_then(hosts::platform)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_that_serves_anything_is_told_from_a_file_on_it() {
        let table = [
            ("https://unpkg.com", Some(Anything)),
            ("unpkg.com/", Some(Anything)),
            ("https://unpkg.com/htmx.org@1.9.12/dist/htmx.min.js", None),
            ("https://cdn.jsdelivr.net/npm/", Some(Anything)),
            ("https://cdn.jsdelivr.net/npm/bootstrap@5/", None),
            ("https://cdnjs.cloudflare.com/ajax/libs/jquery/3.7.1/jquery.min.js", None),
            ("https://cdnjs.cloudflare.com/ajax/libs/", Some(Angular)),
            ("*.google.com", Some(Jsonp)),
            ("https://*.googleapis.com:443", Some(Anything)),
            ("https://accounts.google.com/gsi/client", None),
            ("*.herokuapp.com", Some(Anything)),
            ("shop.herokuapp.com", None),
            ("cdn.shop.example", None),
        ];
        for (source, expected) in table {
            assert_eq!(bypass(source, false).map(|(_, serves)| serves), expected, "{source}");
        }
        assert_eq!(bypass("www.googletagmanager.com", false), None);
        assert!(bypass("www.googletagmanager.com", true).is_some());
    }
}
