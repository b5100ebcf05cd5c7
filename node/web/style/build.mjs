// Makes the style sheet and the fonts of the pages: node build.mjs SOURCES TARGET. `make assets` calls it.
//
// The sheet is compiled from our partials and KERN's, then made small: custom properties that nothing refers to go, and
// colours become hexadecimal, which browsers from before 2023 understand, too. The fonts keep Latin letters only.

import { createHash } from "node:crypto";
import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as sass from "sass";
import subset from "subset-font";

const [sources, target] = process.argv.slice(2);
const KERN = "node_modules/@kern-ux/native";
const WEIGHTS = { regular: "Regular", "semi-bold": "SemiBold" };
const RANGES = [
  [0x20, 0x7e], [0xa0, 0x17f], [0x218, 0x21b], [0x1e9e, 0x1e9e], [0x2010, 0x2014], [0x2018, 0x201e],
  [0x2020, 0x2022], [0x2026, 0x2026], [0x2030, 0x2030], [0x2039, 0x203a], [0x20ac, 0x20ac], [0x2122, 0x2122],
  [0x2190, 0x2193], [0x2212, 0x2212],
];

const digest = (...parts) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex").slice(0, 12);
};

// Björn Ottosson's Oklab, gamma of sRGB
function hexadecimal(lightness, chroma, hue) {
  const a = chroma * Math.cos((hue * Math.PI) / 180), b = chroma * Math.sin((hue * Math.PI) / 180);
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  const linear = [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ];
  return "#" + linear.map((value) => {
    const held = Math.min(1, Math.max(0, value));
    const shown = held <= 0.0031308 ? 12.92 * held : 1.055 * held ** (1 / 2.4) - 0.055;
    return Math.round(shown * 255).toString(16).padStart(2, "0");
  }).join("");
}

const inHexadecimal = (css) =>
  css.replace(/oklch\(([\d.]+)% ([\d.]+) ([\d.]+)\)/g, (_, l, c, h) => hexadecimal(l / 100, +c, +h));

// Only by preference: KERN's switches for a script are not ours
const byPreference = (css) => css.replace(/\[data-kern-theme=\w+\],\.kern-\w+\{[^{}]*\}/g, "");

function withoutUnused(css) {
  for (;;) {
    const used = new Set([...css.matchAll(/var\((--[\w-]+)/g)].map((each) => each[1]));
    const less = css
      .replace(/(--[\w-]+):[^;{}]*;?/g, (whole, name) => (used.has(name) ? whole : ""))
      .replace(/[^{}]+\{\}/g, "");
    if (less === css) return css;
    css = less;
  }
}

async function fonts() {
  const letters = RANGES.flatMap(([from, to]) => Array.from({ length: to - from + 1 }, (_, at) => from + at));
  const faces = [];
  for (const [name, original] of Object.entries(WEIGHTS)) {
    const whole = readFileSync(join(KERN, "dist/fonts/fira-sans", `FiraSans-${original}.woff2`));
    const body = await subset(whole, String.fromCodePoint(...letters), {
      targetFormat: "woff2", noLayoutClosure: true,
    });
    writeFileSync(join(target, `fira-sans-${name}.woff2`), body);
    faces.push(
      `@font-face{font-family:"Fira Sans";font-weight:${name === "regular" ? 400 : 600};font-display:swap;` +
      `src:url(/static/${digest(body)}/fira-sans-${name}.woff2) format("woff2");unicode-range:` +
      RANGES.map(([from, to]) => `U+${from.toString(16)}${to > from ? "-" + to.toString(16) : ""}`).join() + "}",
    );
  }
  return faces.join("");
}

const recipe = readdirSync(sources).filter((name) => /\.(scss|mjs|json)$/.test(name)).sort();
const mark = digest(...recipe.map((name) => readFileSync(join(sources, name))));
const compile = (name) =>
  sass.compile(join(sources, name), {
    style: "compressed", charset: false, loadPaths: ["node_modules"], quietDeps: true,
  }).css;
const version = JSON.parse(readFileSync(join(KERN, "package.json"))).version;

const notice =
  `/*! Allmende, EUPL-1.2. With parts of @kern-ux/native ${version}, (c) KERN-Team and contributors, EUPL-1.2, ` +
  `https://kern-ux.de. Made by "make assets", sources ${mark}. */\n`;
const sheet = withoutUnused(inHexadecimal(byPreference(compile("style.scss"))));
writeFileSync(join(target, "style.css"), notice + (await fonts()) + sheet + "\n");
// What a theme may refer to: all of KERN's colours, as `node/web/brand` reads them
writeFileSync(join(target, "kern-colors.css"), inHexadecimal(byPreference(compile("_colors.scss"))) + "\n");
