// A list is looked up step by step: each step is a form, and while the page is open the next is sent by itself.
"use strict";
{
  const form = document.querySelector("form[data-going-on]");
  if (form) setTimeout(() => form.requestSubmit(), 150);
}
