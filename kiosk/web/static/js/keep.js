// The button that prints the page; a browser that runs no script shows none.

const button = document.getElementById("keep");
button.hidden = false;
button.addEventListener("click", () => print());
