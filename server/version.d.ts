/** The version in package.json, put in by the bundler. */
declare const __OUTLIVE_VERSION__: string;
