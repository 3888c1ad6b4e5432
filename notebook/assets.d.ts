// Files that the bundler turns into text.
declare module "*.py" {
  const source: string;
  export default source;
}
