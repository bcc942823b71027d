//! Pages that frameworks answer errors with while they are developed: by marks of their templates, which no text about
//! them has.

use sneck_model::Exchange;

use crate::live;

/// What such a page is, as a clause; and marks of its structure, all of which it has.
type Row = (&'static str, &'static [&'static str]);

/// Sources: the templates of each framework, named where the name tells them.
const PAGES: &[Row] = &[
    // actionpack: rescues/_trace.html.erb, layout.erb
    ("is an error page of Rails' development mode", &["<code>Rails.root: ", "class=\"trace-frames"]),
    // sinatra/show_exceptions.rb
    (
        "is an error page of Sinatra's development mode",
        &["enabled the <code>show_exceptions</code> setting", "id=\"backtrace\""],
    ),
    // rack/show_exceptions.rb
    (
        "is an error page of Rack's development mode",
        &["because you use <code>Rack::ShowExceptions</code>", "id=\"summary\""],
    ),
    // quart/debug.py
    (
        "is a traceback of Quart's debug mode",
        &[
            "File <span class=\"info\">",
            "line <span class=\"info\">",
            "<div class=\"locals\">",
            "<div class=\"traceback\">",
        ],
    ),
    // sanic/pages/error.py, with the frames of tracerite
    ("is an error page of Sanic's debug mode", &["<html lang=en id=sanic>", "<span class=codeline data-lineno="]),
    // mojo/debug.html.ep
    (
        "is an error page of Mojolicious' development mode",
        &["(development mode)</title>", "<!-- Request ID: ", "/mojo/"],
    ),
    // spatie/ignition: errorPage.php
    ("is an error page of Laravel's debug mode (Ignition)", &["window.data = {", "window.ignite(window.data)"]),
    // filp/whoops: layout.html.php
    ("is an error page of Whoops", &["<div class=\"stack-container\">", "details-container cf"]),
    // symfony/error-handler: exception_full.html.php, exception.html.php
    ("is an error page of Symfony's debug mode", &["class=\"exception-summary", "class=\"trace-line-header", "sf-"]),
    // Microsoft.AspNetCore.Diagnostics: ErrorPage.cshtml
    (
        "is the developer exception page of ASP.NET Core",
        &["<div class=\"titleerror\">", "class=\"rawExceptionStackTrace\""],
    ),
    // System.Web: the page that `<customErrors mode="Off">` shows
    ("is an error page of ASP.NET with its details", &["<b>Stack Trace:</b>", "<b>Version Information:</b>"]),
];

/// What the page of a framework under development is that an answer shows, as a clause.
pub(crate) fn says(answer: &Exchange) -> Option<&'static str> {
    if answer.status < 400 || !live::is_page(answer) {
        return None;
    }
    PAGES.iter().find(|(_, marks)| marks.iter().all(|mark| answer.body.contains(mark))).map(|(says, _)| *says)
}

#[cfg(test)]
mod tests {
    use sneck_model::{Kind, Origin};

    use super::*;

    fn answer(status: u16, body: &str) -> Exchange {
        let origin = Origin { url: "http://app.test".into(), kind: Kind::Production, name: None };
        let headers = vec![("Content-Type".to_owned(), "text/html".to_owned())];
        Exchange { headers, body: body.into(), ..Exchange::new(origin, "GET", "http://app.test/orders/x", status) }
    }

    #[test]
    fn a_page_is_told_by_all_its_marks_and_its_status() {
        let page =
            "<p><code>Rails.root: /srv/shop</code></p><a class=\"trace-frames trace-frames-0\" href=\"#\">a.rb:1</a>";
        assert!(says(&answer(500, page)).is_some_and(|says| says.contains("Rails")));
        assert_eq!(says(&answer(200, page)), None);
        assert_eq!(says(&answer(500, "<code>Rails.root: /srv/shop</code>")), None);
    }

    #[test]
    fn an_article_spells_the_tags_out() {
        let quoted = "&lt;div class=\"titleerror\"&gt; and &lt;pre class=\"rawExceptionStackTrace\"&gt;";
        assert_eq!(says(&answer(404, quoted)), None);
    }
}
