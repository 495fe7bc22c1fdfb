#!/usr/bin/env node
import { join } from 'node:path';
import { CodeCache } from './code-cache';

new CodeCache(__dirname).run(join(__dirname, 'program.cjs'));
