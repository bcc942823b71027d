//! The platforms and what they always set.

use super::Platform;

/// <https://devcenter.heroku.com/articles/dynos#local-environment-variables>
pub(super) static HEROKU: Platform = Platform { name: "Heroku", variables: &[("DYNO", Some("web.1")), ("PORT", None)] };

/// <https://render.com/docs/environment-variables>
pub(super) static RENDER: Platform = Platform {
    name: "Render",
    variables: &[
        ("RENDER", Some("true")),
        ("PORT", Some("10000")),
        ("IS_PULL_REQUEST", Some("false")),
        ("RENDER_EXTERNAL_HOSTNAME", None),
        ("RENDER_EXTERNAL_URL", None),
        ("RENDER_SERVICE_NAME", None),
        ("RENDER_SERVICE_TYPE", None),
        ("RENDER_INSTANCE_ID", None),
        ("RENDER_GIT_BRANCH", None),
        ("RENDER_GIT_COMMIT", None),
    ],
};

/// <https://fly.io/docs/machines/runtime-environment/>
pub(super) static FLY: Platform = Platform {
    name: "Fly.io",
    variables: &[("FLY_APP_NAME", None), ("FLY_MACHINE_ID", None), ("FLY_REGION", None), ("FLY_ALLOC_ID", None)],
};

/// <https://cloud.google.com/appengine/docs/standard/python3/runtime#environment_variables>
pub(super) static APP_ENGINE: Platform = Platform {
    name: "App Engine",
    variables: &[
        ("GAE_ENV", Some("standard")),
        ("GAE_RUNTIME", None),
        ("GAE_SERVICE", None),
        ("GAE_APPLICATION", None),
        ("GAE_INSTANCE", None),
        ("GAE_VERSION", None),
        ("GOOGLE_CLOUD_PROJECT", None),
        ("PORT", None),
    ],
};

/// <https://docs.railway.com/reference/variables>
pub(super) static RAILWAY: Platform = Platform {
    name: "Railway",
    variables: &[
        ("PORT", None),
        ("RAILWAY_ENVIRONMENT_NAME", None),
        ("RAILWAY_PUBLIC_DOMAIN", None),
        ("RAILWAY_PROJECT_ID", None),
        ("RAILWAY_SERVICE_NAME", None),
    ],
};

/// <https://vercel.com/docs/environment-variables/system-environment-variables>
pub(super) static VERCEL: Platform = Platform {
    name: "Vercel",
    variables: &[("VERCEL", Some("1")), ("VERCEL_ENV", Some("production")), ("VERCEL_URL", None)],
};
