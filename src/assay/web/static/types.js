/**
 * The shapes that the server speaks in. Nothing runs here.
 *
 * @typedef {string | number | string[] | null} Label a class, a number, or the tags of an item
 *
 * @typedef {object} Content what is to be looked at
 * @property {"image" | "text" | "row" | "none"} kind
 * @property {string} [text]
 * @property {string} [image] address of the picture
 * @property {Record<string, string | number | boolean | null>} [cells]
 *
 * @typedef {object} Other an item beside the one in question
 * @property {string} key
 * @property {Label} [label]
 * @property {number} [distance]
 * @property {Content} [content]
 *
 * @typedef {object} Vote
 * @property {string} source
 * @property {string} kind
 * @property {Label} label
 *
 * @typedef {object} Decision
 * @property {string} verdict
 * @property {Label} [new]
 * @property {string} [by]
 * @property {string} [at]
 * @property {string} [why]
 * @property {string} [id]
 * @property {boolean} [settles]
 *
 * @typedef {object} Card
 * @property {string} key
 * @property {number} row
 * @property {Label} given
 * @property {Label} suggested
 * @property {number | null} p_wrong
 * @property {number | null} [score]
 * @property {string} [reason]
 * @property {string | null} [split]
 * @property {boolean} [protected] in a split that scores are taken on
 * @property {string[]} [findings]
 * @property {number | string | null} [cluster]
 * @property {Content} content
 * @property {Vote[]} [votes]
 * @property {Other[]} [neighbours]
 * @property {{given?: Other[], suggested?: Other[]}} [examples]
 * @property {Decision | null} [decision]
 * @property {Decision[]} [others]
 * @property {{label: Label, p: number}[]} [alternatives]
 *
 * @typedef {object} Where which items are meant; what is left out does not matter
 * @property {string} [class]
 * @property {string} [suggested]
 * @property {string} [split]
 * @property {string} [finding]
 * @property {string} [cluster]
 * @property {string} [source] an annotator: items that it judged
 * @property {string} [text]
 * @property {string} [state]
 * @property {string} [verdict]
 * @property {string} [reviewer]
 * @property {string[]} [keys]
 *
 * @typedef {object} Info
 * @property {string} name
 * @property {string} kind
 * @property {string} noun
 * @property {"one_of" | "any_of" | "ordered" | "number"} truth
 * @property {string} field
 * @property {string} digest
 * @property {number} n_items
 * @property {string[]} classes
 * @property {string[]} splits
 * @property {{code: string, severity: string, message: string, n_items: number}[]} findings
 * @property {number} clusters
 * @property {{name: string, title: string, explain: string}[]} orders
 * @property {boolean} map
 * @property {boolean} votes
 * @property {string[]} verdicts
 * @property {string[]} reviewers
 * @property {string[]} [sources] annotators that judged items
 * @property {number} double
 * @property {string} [by] who reviews in this browser
 * @property {string[]} [test_splits] splits that scores are taken on: changes there are listed apart
 * @property {string[]} [cells] columns of a row
 * @property {{name: string, holds: number}[]} [present]
 *
 * @typedef {object} Entry one decision as it is sent
 * @property {string} event
 * @property {string} key
 * @property {string} verdict
 * @property {Label} [new]
 * @property {string} [why]
 * @property {string} [finding]
 * @property {boolean} [settles]
 * @property {number} [seconds]
 *
 * @typedef {object} App what a page is given
 * @property {import("./api.js").Api} api
 * @property {Info} info
 * @property {Where} where what the address asks for
 * @property {URLSearchParams} query everything after ? in the address
 * @property {string[]} path the parts of the address: ["class", "cat"]
 * @property {AbortSignal} leaving aborted when the page is left: pass it to fetches and listeners
 * @property {import("./outbox.js").Outbox} outbox
 * @property {(hash: string, where?: Where) => void} go
 * @property {(text: string, button?: {label: string, run: () => void}) => void} toast
 * @property {(text: string) => void} announce said by screen readers, seen by nobody
 * @property {(keys: import("./keys.js").Key[]) => void} keys what the keys of this page do
 */
export {};
