// The query page works without this. It adds a key that runs the query, and puts the cursor on what is wrong in it.
const box = document.getElementById("query");

box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.preventDefault();
    box.form.requestSubmit(document.getElementById("run"));
  }
});

if (box.dataset.begin) {
  box.focus();
  box.setSelectionRange(Number(box.dataset.begin), Number(box.dataset.end));
}
