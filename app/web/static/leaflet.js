const button = document.querySelector(".print"); // the browser's own menu prints as well
button.hidden = false;
button.addEventListener("click", () => print());
