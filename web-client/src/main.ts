import { mount } from 'svelte'
import App from './app/App.svelte'
import { real } from './app/services'
import './style/tokens.css'
import './style/base.css'
import './style/controls.css'

const target = document.getElementById('app')
if (target) mount(App, { target, props: { services: real } })
