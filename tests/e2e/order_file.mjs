// Small made-up exports of the shop's back end, as CSV.

import {writeFileSync} from 'node:fs';
import {join} from 'node:path';

const kTitles = ['订单号', '订单状态', '售后状态', '订单类型', '订单创建时间', '承诺发货时间', '收件人姓名', '收件人电话', '省', '市', '区', '收件人地址', '用户编号', '用户备注',
  '规格ID', '条形码', '商家编码', '商品名称', 'SKU件数', '商品总价(元)', '快递公司', '快递单号'];

/// An export of orders `from` to `to` in a folder; answers its path. `changes`: number -> columns of its own.
export function order_file(folder, name, from, to, changes = {}) {
  const pad = (n) => String(n).padStart(5, '0');
  const rows = [];
  for (let n = from; n <= to; ++n) {
    const row = {'订单号': `P7000000000009${pad(n).slice(1)}`.padEnd(19, '0'), '订单状态': '待配货', '售后状态': '无售后', '订单类型': '现货', '订单创建时间': '2026-11-23 12:52:00',
      '承诺发货时间': '2026-11-30 12:52:00', '收件人姓名': '王小明', '收件人电话': `138${String(10000000 + n * 7919)}`, '省': '浙江省', '市': '杭州市', '区': '西湖区',
      '收件人地址': `浙江省杭州市西湖区文三路${n}号2幢301室`, '用户编号': `U9${n}`, '规格ID': 'S1', '商家编码': 'HH-01', '商品名称': '干花花束', 'SKU件数': '1', '商品总价(元)': '45.00', ...changes[n]};
    rows.push(kTitles.map((title) => row[title] ?? '').join(','));
  }
  const path = join(folder, name);
  writeFileSync(path, `${[kTitles.join(','), ...rows].join('\r\n')}\r\n`);
  return path;
}
