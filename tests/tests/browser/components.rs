//! The parts of pages, all on one, as the pages of the hub use them.

use std::sync::mpsc::channel;

use actix_web::dev::ServerHandle;
use actix_web::middleware::from_fn;
use actix_web::{App, HttpMessage, HttpRequest, HttpResponse, HttpServer, web};
use api::pages::components::{
    Badge, BarChart, Cell, Choice, Choices, Column, Facts, Field, Form, Pagination, PostButton,
    Select, Table, TextArea, Tone,
};
use api::pages::{self, Flash, MenuGroup, Page, Sheet, UserBadge, Visitor, accesso::view, render};
use api::problem::Problem;
use hub::identity::WorkingCase;
use tests::browser::{DESK, NARROW};
use tests::{Browser, assert_accessible};

/// Serves the sheets below, with the headers of pages.
struct Gallery {
    address: String,
    handle: ServerHandle,
    thread: Option<std::thread::JoinHandle<std::io::Result<()>>>,
}

impl Gallery {
    fn start() -> Self {
        let (tell, told) = channel();
        let thread = std::thread::spawn(move || {
            actix_web::rt::System::new().block_on(async move {
                let server = HttpServer::new(|| {
                    App::new()
                        .wrap(from_fn(
                            async |request, next: actix_web::middleware::Next<_>| {
                                let mut response = next.call(request).await?;
                                pages::headers::secure(response.headers_mut());
                                Ok(response)
                            },
                        ))
                        .route("/utenti/7", web::get().to(sheet))
                        .route("/codice", web::get().to(code))
                        .route("/password", web::get().to(password))
                        .configure(pages::configure)
                })
                .disable_signals()
                .workers(1)
                .bind("127.0.0.1:0")?;
                let address = server.addrs()[0];
                let running = server.run();
                tell.send((format!("http://{address}"), running.handle()))
                    .unwrap();
                running.await
            })
        });
        let (address, handle) = told.recv().unwrap();
        Self {
            address,
            handle,
            thread: Some(thread),
        }
    }

    fn url(&self, path: &str) -> String {
        format!("{}{path}", self.address)
    }
}

impl Drop for Gallery {
    fn drop(&mut self) {
        drop(self.handle.stop(false));
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

fn sign_in(request: &HttpRequest) {
    request.extensions_mut().insert(Visitor {
        user: Some(UserBadge {
            name: "Niccolò d'Este".to_owned(),
            office: "Ufficio anagrafe, Comune di Fiumalbo".to_owned(),
            role: "TOP".to_owned(),
        }),
        menu: vec![
            MenuGroup {
                title: "Servizi",
                items: vec![
                    ("/verifica", "Verifica di autocertificazioni"),
                    ("/bacheca", "Bacheca"),
                ],
            },
            MenuGroup {
                title: "Amministrazione",
                items: vec![
                    ("/utenti", "Utenti"),
                    ("/uffici", "Uffici"),
                    ("/convenzioni", "Convenzioni"),
                ],
            },
        ],
        csrf: "gettone".to_owned(),
        case: WorkingCase::new("Controllo a campione", "2026/17"),
    });
}

async fn code(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let page = Page::new(&request, view::Code::TITLE);
    render(&view::Code::new(
        page,
        Some("Il codice non è valido o è scaduto.".to_owned()),
    ))
}

async fn password(request: HttpRequest) -> Result<HttpResponse, Problem> {
    let errors = view::NewPasswordErrors {
        new: Some("È troppo breve.".to_owned()),
        ..view::NewPasswordErrors::default()
    };
    render(&view::NewPassword::new(
        Page::new(&request, view::NewPassword::TITLE),
        "Al primo accesso la password va cambiata.",
        "Almeno 15 caratteri.",
        true,
        errors,
    ))
}

async fn sheet(request: HttpRequest) -> Result<HttpResponse, Problem> {
    sign_in(&request);
    let page = Page::new(&request, "Utenti dell'ufficio anagrafe")
        .crumb("Pagina iniziale", "/")
        .crumb("Utenti", "/utenti")
        .flash(Flash::success("Utente registrato."))
        .flash(Flash::info("Una richiesta attende la validazione."))
        .flash(Flash::warning("La convenzione scade tra dieci giorni."))
        .flash(Flash::danger("Il profilo non è stato modificato."));
    let filter = Form::get("/utenti", "Filtra")
        .field(&Field::date("dal", "Dal").value("2026-11-01").optional())
        .field(
            &Select::new(
                "stato",
                "Stato",
                vec![
                    Choice::new("", "Tutti", true),
                    Choice::new("attivo", "Attivi", false),
                ],
            )
            .optional(),
        );
    let form = Form::post(&page, "/utenti", "Registra l'utente")
        .field(
            &Field::text("nome", "Nome e cognome")
                .help("Come sul documento.")
                .error(Some("Manca il cognome.".to_owned())),
        )
        .field(&Field::password("password", "Password provvisoria"))
        .field(&Field::number("quota", "Verifiche al giorno").value("100"))
        .field(
            &Choices::several(
                "servizi",
                "Servizi",
                vec![
                    Choice::new("VERIFICA", "Verifica", true),
                    Choice::new("VERIFICA_MASSIVA", "Verifica in massa", false).disabled(true),
                ],
            )
            .error(Some("Serve almeno un servizio.".to_owned())),
        )
        .field(
            &Choices::one(
                "ruolo",
                "Ruolo",
                vec![
                    Choice::new("STANDARD", "Standard", true),
                    Choice::new("ADMIN", "Admin", false),
                ],
            )
            .help("Si cambia in seguito."),
        )
        .field(&TextArea::new("motivo", "Motivo", 500).optional())
        .cancel("/utenti");
    let question = Form::confirm(
        &page,
        "/utenti/1/disabilita",
        "L'utente non potrà più accedere.",
        "Disabilita l'utente",
        "/utenti",
    )
    .field(&Field::text("conferma", "Nome dell'utente, per conferma"));
    let list = table(&page);
    let chart = BarChart::new("Richieste per servizio", "Servizio", "Richieste")
        .bar("Verifica", 12_345)
        .bar("Verifica in massa", 4_200)
        .bar("Forniture", 12)
        .download("/statistiche-attivita.csv");
    let facts = Facts::new()
        .fact("Ente", "Comune di Fiumalbo")
        .fact("Telefono", "")
        .code(
            "Chiave",
            "ah_0123456789ab_0123456789abcdef0123456789abcdef0123456789abcdef",
        )
        .badge("Stato", &Badge::new("Attivo", Tone::Success));
    render(
        &Sheet::new(page)
            .lead("Chi può usare il servizio per conto dell'ufficio.")
            .action("/utenti/nuovo", "Nuovo utente")
            .part(&filter)
            .part(&list)
            .heading("Dati")
            .part(&facts)
            .heading("Attività")
            .part(&chart)
            .heading("Nuovo utente")
            .part(&form)
            .heading("Disabilitazione")
            .part(&question),
    )
}

fn table(page: &Page) -> Table {
    let mut table = Table::new(
        "utenti",
        "Utenti",
        vec![
            Column::text("Scelta"),
            Column::text("Nome"),
            Column::text("Ufficio"),
            Column::text("Ultimo accesso"),
            Column::number("Richieste"),
            Column::text("Stato"),
            Column::text("Impronta"),
            Column::actions("Azioni"),
        ],
    )
    .download("/utenti.csv")
    .pagination(Pagination {
        about: "Utenti".to_owned(),
        position: "Da 1 a 20 di 312".to_owned(),
        previous: None,
        next: Some("/utenti?pagina=2".to_owned()),
    });
    for (name, requests, badge) in [
        ("Maria Rossi", 12_345, Badge::new("Attivo", Tone::Success)),
        ("Giosuè Carducci", 7, Badge::new("In attesa", Tone::Warning)),
        ("Ugo Foscolo", 0, Badge::new("Disabilitato", Tone::Danger)),
        ("Ada Negri", 1, Badge::new("Nuovo", Tone::Info)),
        ("Carlo Goldoni", 1, Badge::new("Cessato", Tone::Neutral)),
    ] {
        table.push(vec![
            Cell::Check("utente", "1".to_owned(), format!("Scegli {name}")),
            Cell::link("/utenti/1", name),
            Cell::text("Ufficio anagrafe"),
            Cell::text("21/11/2026, 15:04"),
            Cell::Number(requests),
            Cell::Badge(badge),
            Cell::Code("9f86d081884c7d65".to_owned()),
            Cell::buttons(&[
                PostButton::new(page, "/utenti/1/disabilita", "Disabilita", name)
                    .tone(Tone::Danger),
                PostButton::new(page, "/utenti/1/reimposta", "Reimposta", name),
            ]),
        ]);
    }
    table
}

#[test]
fn everybody_can_use_the_parts() {
    let gallery = Gallery::start();
    let Some(browser) = Browser::start() else {
        return;
    };
    for (path, name) in [
        ("/utenti/7", "componenti"),
        ("/codice", "codice"),
        ("/password", "password"),
    ] {
        browser.open(&gallery.url(path));
        assert_accessible(&browser, name);
    }
}

/// On a desk the menu is open; in a narrow window it opens from the keyboard, without a script.
#[test]
fn the_menu_by_keyboard() {
    let gallery = Gallery::start();
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&gallery.url("/utenti/7"));
    let menu = browser.texts(".hub-menu-wide a");
    assert_eq!(menu.len(), 5);
    assert_eq!(browser.texts(".hub-menu-wide a[aria-current]"), ["Utenti"]);
    assert_eq!(browser.texts(".hub-menu-narrow summary"), [""]);
    browser.resize(NARROW);
    browser.open(&gallery.url("/utenti/7"));
    assert_eq!(browser.texts(".hub-menu-wide a"), vec![""; 5]);
    let mut focus = browser.tab();
    while focus.tag != "summary" {
        assert!(!focus.id.starts_with("campo-"), "past the menu: {focus:?}");
        focus = browser.tab();
    }
    browser.enter();
    assert_eq!(browser.texts(".hub-menu-narrow a"), menu);
    assert_eq!(browser.tab().text, menu[0]);
    browser.resize(DESK);
}

/// From the list of what is wrong one comes to the field.
#[test]
fn faults_lead_to_their_fields() {
    let gallery = Gallery::start();
    let Some(browser) = Browser::start() else {
        return;
    };
    browser.open(&gallery.url("/utenti/7"));
    for (words, id) in [
        ("Nome e cognome", "campo-nome"),
        ("Servizi", "campo-servizi-1"),
    ] {
        browser.click_on(".hub-form .alert-danger a", words);
        assert!(
            browser.url().ends_with(&format!("#{id}")),
            "{}",
            browser.url()
        );
        let target = format!("#{id}:target");
        assert!(browser.has(&target), "{target}");
    }
    assert_eq!(
        browser.attribute("#campo-nome", "aria-invalid").as_deref(),
        Some("true")
    );
    assert_eq!(
        browser
            .attribute("#campo-nome", "aria-describedby")
            .as_deref(),
        Some("aiuto-nome errore-nome")
    );
}
