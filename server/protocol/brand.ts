/** A value of type T that only a parser hands out. */
export type Brand<T, Name extends string> = T & { readonly __brand: Name };
