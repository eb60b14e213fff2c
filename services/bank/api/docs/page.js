// Shows the OpenAPI document at openapi.json: its operations by tag, each with what it takes and
// what it answers. It is for the bank's document, and knows of OpenAPI what that uses.
"use strict";

let root; // the document

// make makes an element; children are elements, strings, or nothing.
function make(name, attributes, ...children) {
  const element = document.createElement(name);
  for (const [key, value] of Object.entries(attributes || {})) {
    if (value === true) element.setAttribute(key, "");
    else if (value) element.setAttribute(key, value);
  }
  element.append(...children.flat(Infinity).filter((child) => child));
  return element;
}

// follow returns what an object refers to. Fields beside a reference go before those of what it
// refers to.
function follow(object) {
  if (!object || !object.$ref) return object || {};
  const target = object.$ref.slice(2).split("/").reduce((o, name) => o[name], root);
  return { ...follow(target), ...object, $ref: undefined };
}

const refName = (object) => object && object.$ref && object.$ref.split("/").pop();

// inline makes elements of a line with `code`, **bold** and nothing else.
function inline(text) {
  return text.split(/(`[^`]+`|\*\*[^*]+\*\*)/).map((part) => {
    if (part.startsWith("`")) return make("code", {}, part.slice(1, -1));
    if (part.startsWith("**")) return make("strong", {}, part.slice(2, -2));
    return part;
  });
}

function prose(text) {
  return (text || "").trim().split(/\n\s*\n/).filter(Boolean).map((part) => make("p", {}, inline(part)));
}

// Schemas.

function typeName(schema) {
  const s = follow(schema);
  if (s.type === "array") return "array of " + typeName(s.items);
  if (s.properties && refName(schema)) return refName(schema);
  const names = [s.type].flat().filter(Boolean);
  return names.join(" or ") + (s.format ? ` (${s.format})` : "");
}

// limits tells in words what a value must be beside its type. The bounds of 64 bits are in the
// format; and numbers of that size are not exact here.
function limits(schema) {
  const s = follow(schema);
  const words = [];
  const exact = (n) => n !== undefined && Math.abs(n) <= Number.MAX_SAFE_INTEGER;
  if (exact(s.minimum) && exact(s.maximum)) words.push(`${s.minimum} to ${s.maximum}`);
  else if (exact(s.minimum)) words.push(`at least ${s.minimum}`);
  else if (exact(s.maximum)) words.push(`at most ${s.maximum}`);
  if (s.minLength > 1 && s.maxLength) words.push(`${s.minLength} to ${s.maxLength} characters`);
  else if (s.maxLength) words.push(`at most ${s.maxLength} characters`);
  else if (s.minLength) words.push("not empty");
  if (s.minItems || s.maxItems) words.push(`${s.minItems || 0} to ${s.maxItems || "any number"} elements`);
  if (s.default !== undefined) words.push(`by default ${s.default}`);
  if (s.const !== undefined) words.push(`always ${s.const}`);
  if (s.enum && !s["x-enum-descriptions"]) words.push("one of " + s.enum.join(", "));
  if (s.pattern) words.push("matching " + s.pattern);
  return words.join("; ");
}

function fields(schema) {
  let s = follow(schema);
  if (s.type === "array") s = follow(s.items);
  if (s.anyOf) {
    return make("ul", { class: "fields" }, s.anyOf.map((schema, i) =>
      make("li", {}, make("span", { class: "type" }, i ? "or " : "either ", typeName(schema)), fields(schema))));
  }
  if (!s.properties) return null;
  return make("ul", { class: "fields" }, Object.entries(s.properties).map(([name, field]) => {
    const description = follow(field).description;
    const told = limits(field);
    return make("li", {},
      make("code", {}, name), " ",
      make("span", { class: "type" }, typeName(field), told && `; ${told}`),
      (s.required || []).includes(name) ? null : make("span", { class: "type" }, ", optional"),
      description && make("p", {}, inline(description)),
      fields(field));
  }));
}

function schemaBlock(schema) {
  if (!schema) return null;
  return [make("p", { class: "type" }, typeName(schema)), fields(schema)];
}

// Examples.

// indented is JSON as people write it: what is short stays on one line.
function indented(value, indent = "") {
  const flat = JSON.stringify(value, null, 1).replace(/\n\s*/g, " ");
  if (typeof value !== "object" || value === null || flat.length + indent.length < 72) return flat;
  const inside = indent + "  ";
  const list = Array.isArray(value);
  const lines = Object.entries(value).map(([key, field]) =>
    inside + (list ? "" : JSON.stringify(key) + ": ") + indented(field, inside));
  return (list ? "[" : "{") + "\n" + lines.join(",\n") + "\n" + indent + (list ? "]" : "}");
}

function exampleOf(media) {
  if (media.example !== undefined) return media.example;
  let s = follow(media.schema);
  if (s.anyOf) s = follow(s.anyOf[0]);
  if (s.example !== undefined) return s.example;
  if (s.type === "array") {
    const element = exampleOf({ schema: s.items });
    return element === undefined ? undefined : [element];
  }
  return undefined;
}

function codeBlock(text, label) {
  const button = make("button", { type: "button", class: "copy", "aria-label": "Copy: " + label }, "Copy");
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
    setTimeout(() => { button.textContent = "Copy"; }, 1500);
  });
  // Browsers have no clipboard for pages that did not come over TLS.
  return make("div", { class: "example" }, make("pre", { tabindex: "0", role: "group", "aria-label": label }, make("code", {}, text)),
    navigator.clipboard && button);
}

const quoted = (text) => "'" + text.replaceAll("'", "'\\''") + "'";

function curl(path, method, operation, parameters) {
  let target = path;
  const query = [];
  const parts = [];
  for (const p of parameters) {
    if (p.example === undefined) continue;
    if (p.in === "path") target = target.replace(`{${p.name}}`, encodeURIComponent(p.example));
    if (p.in === "query") query.push(p.name + "=" + encodeURIComponent(p.example));
    if (p.in === "header") parts.push("-H " + quoted(`${p.name}: ${p.example}`));
  }
  if (query.length) target += "?" + query.join("&");
  if (needsToken(operation)) parts.unshift('-H "Authorization: Bearer $TOKEN"');
  for (const media of Object.values((operation.requestBody || {}).content || {})) {
    parts.push("--json " + quoted(indented(media.example)));
  }
  const verb = method === "get" || (method === "post" && operation.requestBody) ? "" : `-X ${method.toUpperCase()} `;
  return [`curl ${verb}${quoted(location.origin + target)}`, ...parts].join(" \\\n  ");
}

const needsToken = (operation) => (operation.security || root.security || []).length > 0;

// Operations.

const link = (id, text) => make("a", { class: "anchor", href: "#" + id, "aria-label": "Link to " + text }, "#");

function parameterTable(parameters) {
  if (!parameters.length) return null;
  const rows = parameters.map((p) => make("tr", {},
    make("td", {}, make("code", {}, p.name), p.required ? make("div", { class: "needed" }, "required") : null),
    make("td", {}, p.in),
    make("td", {}, inline(p.description || ""), " ",
      make("span", { class: "type" }, [typeName(p.schema), limits(p.schema)].filter(Boolean).join("; ")))));
  return [make("h4", {}, "Parameters"), make("table", {},
    make("thead", {}, make("tr", {}, ["Name", "In", "What"].map((h) => make("th", { scope: "col" }, h)))),
    make("tbody", {}, rows))];
}

function request(body) {
  if (!body) return null;
  return [make("h4", {}, "Request body", body.required ? null : make("span", { class: "type" }, " – optional")),
    Object.values(body.content).map((media) => fields(media.schema))];
}

function terms(pairs) {
  return pairs.length ? make("dl", {}, pairs.map(([term, text]) =>
    [make("dt", {}, make("code", {}, term)), make("dd", {}, inline(text || ""))])) : null;
}

const toldOf = (code) => root.components.schemas.ErrorCode["x-enum-descriptions"][code];

// headers leaves out the one that every answer has.
function headers(response) {
  return Object.entries(response.headers || {})
    .filter(([name]) => name !== "X-Request-Id")
    .map(([name, header]) => [name, follow(header).description]);
}

function answer(status, given) {
  const response = follow(given);
  const codes = [];
  const parts = [terms(headers(response))];
  for (const [type, media] of Object.entries(response.content || {})) {
    if (status >= "400") { // and its schema is that of errors, with the codes of this one
      codes.push(...media.schema.properties.code.enum);
      // One alone says no more than the description does.
      if (codes.length > 1) parts.push(terms(codes.map((code) => [code, toldOf(code)])));
      continue;
    }
    const example = exampleOf(media);
    const text = typeof example === "string" ? example : example !== undefined && indented(example);
    parts.push(type === "application/json" ? null : make("p", { class: "type" }, type),
      schemaBlock(media.schema), text && codeBlock(text, `Example of a ${status} answer`));
  }
  const good = status < "400";
  const line = [make("span", { class: good ? "status good" : "status" }, status), inline(response.description),
    make("span", { class: "codes" }, codes.map((code) => [" ", make("code", {}, code)]))];
  const inside = parts.flat().filter(Boolean);
  if (!inside.length) return make("div", { class: "answer" }, make("div", {}, line));
  return make("details", { class: "answer", open: good }, make("summary", {}, line), make("div", {}, inside));
}

function article(path, method, item, operation) {
  const parameters = [...(item.parameters || []), ...(operation.parameters || [])].map(follow);
  const id = operation.operationId;
  const body = operation.requestBody && follow(operation.requestBody);
  return make("article", { id, "aria-labelledby": id + "-title" },
    make("h3", { id: id + "-title" }, operation.summary, link(id, operation.summary)),
    make("span", { class: "route" }, make("span", { class: "method " + method }, method), path),
    prose(operation.description),
    needsToken(operation) ? null : make("p", { class: "faint" }, "No access token is needed."),
    parameterTable(parameters),
    request(body),
    make("h4", {}, "Example"),
    codeBlock(curl(path, method, operation, parameters), "Example of the request"),
    make("h4", {}, "Answers"),
    Object.keys(operation.responses).sort().map((status) => answer(status, operation.responses[status])));
}

// The page.

function intro() {
  const scheme = Object.values(root.components.securitySchemes)[0];
  return make("section", { class: "intro", id: "introduction" },
    make("h2", {}, root.info.title), prose(root.info.description),
    make("h3", {}, "Access token"), prose(scheme.description));
}

function allCodes() {
  return make("section", { id: "codes" }, make("h2", {}, "Codes of errors", link("codes", "the codes of errors")),
    fields({ $ref: "#/components/schemas/Error" }),
    terms(root.components.schemas.ErrorCode.enum.map((code) => [code, toldOf(code)])),
    codeBlock(indented(root.components.schemas.Error.example), "Example of an error"));
}

// show fills the page, and returns what the filter works on.
function show() {
  const main = document.getElementById("main");
  const contents = document.getElementById("contents");
  const shown = [];
  const entry = (href, ...label) => make("li", {}, make("a", { href }, ...label));
  main.replaceChildren(intro());
  contents.append(make("ul", {}, entry("#introduction", "Introduction"), entry("#codes", "Codes of errors")));
  for (const tag of root.tags) {
    const section = make("section", { id: tag.name }, make("h2", {}, tag.name, link(tag.name, tag.name)), prose(tag.description));
    const list = make("ul", {});
    const heading = make("h2", {}, tag.name);
    for (const [path, item] of Object.entries(root.paths)) {
      for (const [method, operation] of Object.entries(item)) {
        if (!operation.tags || !operation.tags.includes(tag.name)) continue;
        const element = article(path, method, item, operation);
        const inList = entry("#" + operation.operationId, make("span", { class: "method " + method }, method), operation.summary);
        section.append(element);
        list.append(inList);
        shown.push({ element, inList, section, heading, text: (method + " " + element.textContent).toLowerCase() });
      }
    }
    main.append(section);
    contents.append(heading, list);
  }
  main.append(allCodes());
  return shown;
}

// filter shows only the operations that have all the words.
function filter(shown, typed) {
  const words = typed.toLowerCase().split(/\s+/).filter(Boolean);
  const groups = new Map();
  let count = 0;
  for (const s of shown) {
    const matches = words.every((word) => s.text.includes(word));
    s.element.hidden = s.inList.hidden = !matches;
    count += matches;
    groups.set(s.section, (groups.get(s.section) || 0) + matches);
  }
  for (const s of shown) s.section.hidden = s.heading.hidden = !groups.get(s.section);
  for (const id of ["introduction", "codes"]) document.getElementById(id).hidden = words.length > 0;
  document.getElementById("matches").textContent = words.length ? `${count} of ${shown.length} operations` : "";
}

// goTo shows what the address names, as the browser does when the page is there from the start.
function goTo() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (target) target.scrollIntoView();
}

// follow where the reader is in the list.
function followReader(shown) {
  const seen = new IntersectionObserver((entries) => {
    for (const e of entries) {
      const { inList } = shown.find((s) => s.element === e.target);
      if (!e.isIntersecting) continue;
      for (const current of document.querySelectorAll("nav [aria-current]")) current.removeAttribute("aria-current");
      inList.firstChild.setAttribute("aria-current", "true");
      if (menu.open && matchMedia("(min-width: 56rem)").matches) inList.scrollIntoView({ block: "nearest" });
    }
  }, { rootMargin: "-20% 0px -75% 0px" });
  for (const s of shown) seen.observe(s.element);
}

const menu = document.getElementById("menu");
const input = document.getElementById("filter");

async function start() {
  // On a narrow screen the list would hide the content.
  menu.open = matchMedia("(min-width: 56rem)").matches;
  try {
    const response = await fetch("openapi.json");
    if (!response.ok) throw new Error(`the bank answered with status ${response.status}`);
    root = await response.json();
  } catch (error) {
    document.getElementById("loading").textContent = `The document could not be loaded: ${error.message}`;
    return;
  }
  document.getElementById("version").textContent = "API " + root.info.version;
  const shown = show();
  goTo();
  followReader(shown);
  input.addEventListener("input", () => filter(shown, input.value));
  document.getElementById("search").addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => {
    // What a link leads to is shown, whatever was typed.
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && !target.checkVisibility()) {
      input.value = "";
      filter(shown, "");
      goTo();
    }
  });
  addEventListener("keydown", (event) => {
    if (event.key === "/" && event.target !== input && !event.ctrlKey && !event.metaKey && !event.altKey) {
      event.preventDefault();
      input.focus();
    }
    if (event.key === "Escape" && event.target === input) {
      input.value = "";
      filter(shown, "");
    }
  });
}

start();
