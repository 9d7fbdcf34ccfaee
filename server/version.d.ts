/** The version in package.json, put in by the bundler. */
declare const __OUTLIVE_VERSION__: string;
/** The project's own https address in package.json, or one that stands for it. */
declare const __OUTLIVE_HOMEPAGE__: string;
