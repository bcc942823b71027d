//! What functions that answer requests read, guard, change and give away.

mod guards;
mod link;
mod methods;
mod reveals;
mod rules;
mod seen;
mod writes;

use std::sync::Arc;

use sneck_model::{Kind, Place, Route, Step};

use super::Items;

pub use guards::{by_condition, by_decorator, by_decorator_name, is_guard};
pub use link::link;
pub use methods::posted;
pub use rules::{Registered, Rule, decorated, exempted, registered};
pub use seen::{Seen, Traits, note, note_return};
pub use writes::path_says_so;

/// A function or method, with what it was seen to do.
#[derive(Clone, Debug)]
pub struct View {
    /// Its dotted path: `shop.views.Books.get`.
    pub function: String,
    /// Its file.
    pub path: Arc<str>,
    /// The line of its `def`.
    pub line: u32,
    /// Where its name stands.
    pub place: Place,
    /// The rules that its decorators give it.
    pub rules: Vec<Rule>,
    /// It is a method of this class.
    pub class: Option<String>,
    /// What it was seen to do.
    pub seen: Seen,
    /// It guards every view of an app or blueprint before they are called: which one, in the words
    /// of the source (`bp`), and whether it is the whole app.
    pub before: Option<(String, bool)>,
    /// Exempted from CSRF protection.
    pub csrf_exempt: Option<Step>,
    /// What its file is for.
    pub kind: Kind,
}

impl View {
    /// The last part of the path.
    #[must_use]
    pub fn name(&self) -> &str {
        self.function.rsplit('.').next().unwrap_or(&self.function)
    }

    /// The view as a route under a rule.
    #[must_use]
    pub fn route(&self, rule: &Rule) -> Route {
        let named = writes::says_so(self.name()) || writes::path_says_so(&rule.path);
        let gets = rule.methods.is_empty() || rule.methods.iter().any(|method| method == "GET");
        let mut methods_read = self.seen.methods_read.clone();
        methods_read.sort();
        methods_read.dedup();
        Route {
            app: None,
            path: rule.path.clone(),
            methods: rule.methods.clone(),
            explicit_methods: rule.explicit,
            methods_read,
            view: self.name().to_owned(),
            place: rule.place.clone(),
            guarded: self.seen.guarded.clone(),
            reads_form: self.seen.reads_form,
            csrf_exempt: self.csrf_exempt.clone(),
            writes: self.seen.writes || named,
            gets_write: gets && (self.seen.gets_write || named),
            reveals: self.seen.reveals.clone(),
            kind: self.kind,
        }
    }
}

/// The routes that decorators and `add_url_rule` calls of one file make, without an app.
#[must_use]
pub fn routes(items: &Items, whole_app: Option<&Step>) -> Vec<Route> {
    let decorated =
        items.views.iter().flat_map(|view| view.rules.iter().map(move |rule| (rule.owner.as_str(), view.route(rule))));
    let registered = items.registered.iter().flat_map(|call| {
        let views = items.views.iter().filter(move |v| call.names(v));
        views.map(move |view| (call.rule.owner.as_str(), view.route(&call.rule_for(view))))
    });
    decorated.chain(registered).map(|(owner, route)| completed(items, owner, route, whole_app)).collect()
}

/// Routes whose calls stand in another file than their views.
#[must_use]
pub fn routes_across_files(files: &[Items], whole_app: Option<&Step>) -> Vec<Route> {
    let views = || files.iter().flat_map(|items| &items.views);
    let mut by_name: std::collections::HashMap<&str, Vec<&View>> = std::collections::HashMap::new();
    if files.iter().any(|items| items.registered.iter().any(|call| call.target.is_some())) {
        views().for_each(|view| by_name.entry(view.name()).or_default().push(view));
    }
    let mut found = Vec::new();
    for items in files {
        let here = |call: &Registered| items.views.iter().any(|v| call.names(v));
        for call in items.registered.iter().filter(|call| !here(call)) {
            let Some(target) = call.elsewhere(&items.module) else { continue };
            let named = by_name.get(call.view.as_str()).into_iter().flatten();
            let below = format!(".{target}");
            let view = named.into_iter().find(|v| v.function == target || v.function.ends_with(&below));
            found.extend(view.map(|v| completed(items, &call.rule.owner, v.route(&call.rule_for(v)), whole_app)));
        }
    }
    found
}

/// A `before_request` function of the whole app that checks who is asking, in any file.
#[must_use]
pub fn whole_app_guard(files: &[Items]) -> Option<Step> {
    let views = files.iter().filter(|items| items.kind == Kind::Production).flat_map(|items| &items.views);
    views.filter(|v| v.seen.refuses && matches!(v.before, Some((_, true)))).find_map(|v| v.seen.guarded.clone())
}

/// What the file says of the route elsewhere: a `before_request` function of the same blueprint, or of
/// the whole app, guards it; `csrf.exempt(…)` exempts it.
fn completed(items: &Items, owner: &str, mut route: Route, whole_app: Option<&Step>) -> Route {
    let of_owner = || {
        let before =
            items.views.iter().find(|v| v.seen.refuses && v.before.as_ref().is_some_and(|(of, _)| of == owner));
        before.and_then(|view| view.seen.guarded.clone())
    };
    let exempted = || items.exempted.iter().find(|(name, _)| *name == route.view || name == owner);
    route.csrf_exempt = route.csrf_exempt.clone().or_else(|| exempted().map(|(_, step)| step.clone()));
    route.guarded = route.guarded.take().or_else(of_owner).or_else(|| whole_app.cloned());
    route
}

#[cfg(test)]
mod tests {
    use sneck_model::Route;

    use crate::source::python::{PythonFile, scan};
    use crate::tree::File;

    fn routes(source: &str) -> Vec<Route> {
        let text = format!(
            "import os\nfrom flask import Flask, request, session, jsonify, abort, redirect, url_for, current_app\nfrom flask_login import current_user, login_required\n{source}"
        );
        let file = File::new("shop.py", &text);
        let files = [PythonFile::new(&file)];
        let scanned = scan::all(&files);
        super::routes(&scanned[0], super::whole_app_guard(&scanned).as_ref())
    }

    #[test]
    fn a_route_by_decorator() {
        let found = routes(
            "@bp.route('/books/<int:id>', methods=['GET', 'POST'])\ndef book(id):\n    return request.form['x']\n",
        );
        assert_eq!(found[0].path, "/books/<int:id>");
        assert_eq!(found[0].methods, ["GET", "POST"]);
        assert_eq!((found[0].explicit_methods, found[0].reads_form, found[0].writes), (true, true, false));
        assert_eq!(found[0].methods_read, ["POST"]);
    }

    #[test]
    fn routes_by_call_and_by_class() {
        let source = "
def index(): return ''
app.add_url_rule('/', view_func=index)
class Books(MethodView):
    decorators = [login_required]
    def get(self): return ''
    def post(self): db.session.commit()
app.add_url_rule('/books', view_func=Books.as_view('books'))
";
        let found = routes(source);
        assert_eq!(found.len(), 3);
        assert_eq!((found[2].path.as_str(), found[2].methods.as_slice()), ("/books", &["POST".to_owned()][..]));
        assert!(found[2].writes && found[2].guarded.is_some() && found[0].guarded.is_none());
    }

    #[test]
    fn a_get_of_a_view_that_writes_what_is_posted_writes_nothing() {
        let view = |body: &str| {
            format!(
                "def keep():\n    db.session.commit()\n@app.route('/in', methods=['GET', 'POST'])\ndef sign_in():\n{body}    return ''\n"
            )
        };
        for body in [
            "    if request.method == 'POST':\n        db.session.commit()\n",
            "    if request.method == 'POST':\n        keep()\n",
            "    if request.method in ('POST', 'PUT') and x:\n        db.session.commit()\n",
            "    form = Form()\n    if form.validate_on_submit():\n        db.session.commit()\n",
            "    if request.method != 'POST':\n        return form()\n    db.session.commit()\n",
            "    if not form.validate_on_submit():\n        return form()\n    keep()\n",
            "    if request.method in ('GET', 'HEAD'):\n        return form()\n    else:\n        keep()\n",
            "    if request.method == 'GET':\n        x()\n    elif request.method == 'POST':\n        keep()\n",
            "    if request.method == 'POST':\n        if x:\n            pass\n        db.session.commit()\n",
        ] {
            let found = &routes(&view(body))[0];
            assert!(found.writes && !found.gets_write, "{body}");
        }
        for body in [
            "    db.session.commit()\n",
            "    keep()\n",
            "    if request.method == 'POST':\n        x()\n    db.session.commit()\n",
            "    if request.method == 'POST' or x:\n        db.session.commit()\n",
            "    if request.method == 'GET':\n        db.session.commit()\n",
            "    if request.method == 'GET':\n        return form()\n    db.session.commit()\n",
            "    if request.method == 'POST':\n        return ''\n    else:\n        db.session.commit()\n",
            "    if request.method != 'POST':\n        x()\n    db.session.commit()\n",
            "    if not request.method == 'POST':\n        keep()\n",
        ] {
            let found = &routes(&view(body))[0];
            assert!(found.writes && found.gets_write, "{body}");
        }
        let posted = &routes("@app.post('/in')\ndef sign_in():\n    db.session.commit()\n")[0];
        assert!(posted.writes && !posted.gets_write);
        assert!(routes("@app.route('/reset')\ndef again():\n    return ''\n")[0].gets_write);
    }

    #[test]
    fn signs_of_a_guard() {
        let guarded = [
            "@app.route('/')\n@login_required\ndef v(): return ''\n",
            "@app.route('/')\n@auth.login_required\ndef v(): return ''\n",
            "@app.route('/')\n@roles_required('admin')\ndef v(): return ''\n",
            "@app.route('/')\ndef v():\n    if not current_user.is_admin:\n        abort(403)\n    return ''\n",
            "@app.route('/')\ndef v():\n    if 'user' not in session:\n        return redirect(url_for('login'))\n    return ''\n",
            "@app.route('/')\ndef v():\n    who = token_validator(request.headers.get('Authorization'))\n    return who\n",
            "@app.before_request\ndef check():\n    if not current_user.is_authenticated:\n        abort(401)\n@app.route('/')\ndef v(): return ''\n",
            "def ensure():\n    abort(401)\n@app.route('/')\ndef v():\n    ensure()\n    return ''\n",
        ];
        for source in guarded {
            assert!(routes(source)[0].guarded.is_some(), "{source}");
        }
        for source in
            ["@app.route('/')\ndef v(): return ''\n", "@app.route('/')\n@cache.cached(60)\ndef v(): return ''\n"]
        {
            assert!(routes(source)[0].guarded.is_none(), "{source}");
        }
    }

    #[test]
    fn a_view_or_its_blueprint_is_exempted_by_a_call() {
        for exempt in ["csrf.exempt(hook)", "csrf.exempt(bp)"] {
            let source = format!("@bp.post('/hook')\ndef hook(): return ''\n{exempt}\n");
            assert!(routes(&source)[0].csrf_exempt.is_some(), "{exempt}");
        }
    }

    #[test]
    fn what_a_view_gives_away() {
        let reveals = [
            "@app.route('/')\ndef v(): return jsonify(dict(os.environ))\n",
            "@app.route('/')\ndef v(): return str(current_app.config)\n",
            "@app.route('/')\ndef v(): return jsonify([u.__dict__ for u in User.query.all()])\n",
            "class U:\n    def debug(self):\n        return {'name': self.name, 'password': self.password}\n    def every():\n        return [U.debug(u) for u in U.query.all()]\n@app.route('/')\ndef v(): return jsonify({'users': U.every()})\n",
        ];
        for source in reveals {
            assert!(routes(source)[0].reveals.is_some(), "{source}");
        }
        let quiet = "@app.route('/')\ndef v():\n    key = os.environ.get('HOME')\n    return jsonify(user.name)\n";
        assert!(routes(quiet)[0].reveals.is_none());
    }
}
