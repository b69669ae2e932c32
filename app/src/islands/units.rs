//! The list of units, with a search in the browser over a plain `select`.

use leptos::prelude::*;

/// Chooses one of the units; without the browser's help it is a plain list.
#[island]
pub fn UnitPicker(
    /// Id, name and whether it has answered.
    units: Vec<(String, String, bool)>,
    /// The one that was chosen before.
    chosen: String,
    /// What is wrong with the choice.
    fault: Option<String>,
) -> impl IntoView {
    let wanted = RwSignal::new(String::new());
    let awake = RwSignal::new(false);
    Effect::new(move |_| awake.set(true));
    let count = units.len();
    let names: Vec<String> = units.iter().map(|(_, name, _)| name.to_lowercase()).collect();
    let hits = Memo::new(move |_| {
        let wanted = wanted.get().trim().to_lowercase();
        names.iter().filter(|n| n.contains(&wanted)).count()
    });
    let options = units
        .into_iter()
        .map(|(id, name, answered)| {
            let lower = name.to_lowercase();
            let hidden = move || !lower.contains(wanted.get().trim().to_lowercase().as_str());
            let label = if answered { format!("{name} – har svarat") } else { name };
            view! { <option selected=id == chosen value=id.clone() hidden=hidden>{label}</option> }
        })
        .collect_view();
    let invalid = fault.is_some();
    view! {
        <div class="question">
            <label class="legend" for="enhet">"Vilken enhet är du chef för?"</label>
            {fault.map(|f| view! { <p class="fault" id="enhet-fel"><span class="unseen">"Fel: "</span>{f}</p> })}
            <div class="search" hidden=move || !awake.get() || count < 8>
                <label for="sok">"Sök i listan"</label>
                <input type="search" id="sok" autocomplete="off" on:input:target=move |e| wanted.set(e.target().value())/>
                <p class="hint" role="status">{move || if wanted.get().trim().is_empty() { String::new() } else { format!("{} av {count} enheter", hits.get()) }}</p>
            </div>
            <select id="enhet" name="enhet" size=move || if awake.get() && !wanted.get().trim().is_empty() { Some(hits.get().clamp(2, 8).to_string()) } else { None }
                aria-invalid=invalid.then_some("true") aria-describedby=invalid.then_some("enhet-fel")>
                <option value="">"Välj din enhet"</option>
                {options}
            </select>
        </div>
    }
}
